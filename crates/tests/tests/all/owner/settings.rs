//! An owner changes single settings and sets variants of the chat, and sees what was counted.

use parlour_tests::database::TestDb;
use parlour_tests::on_both;
use serde_json::json;

use super::Desk;

on_both!(
    a_setting_is_changed_by_its_path_and_the_others_stay,
    a_variant_is_set_by_a_file_and_taken_away,
    nothing_is_counted_until_the_owner_says_so,
);

async fn a_setting_is_changed_by_its_path_and_the_others_stay(db: TestDb) {
    let desk = Desk::with_shop(&db).await;
    desk.run(&["chatbot", "set", "shop", "display.welcome_message=Hi! 1 = 1?", "bubble.side=left"])
        .await
        .good();
    let set = ["chatbot", "set", "shop", "texts.da.send=Af sted", "hidden_urls.0=/checkout*", "--json"];
    assert_eq!(desk.run(&set).await.good().json()["set"], json!(["texts.da.send", "hidden_urls.0"]));
    let settings = desk.run(&["chatbot", "show", "shop", "--json"]).await.good().json()["settings"].clone();
    assert_eq!(settings["display"]["welcome_message"], "Hi! 1 = 1?");
    assert_eq!(settings["bubble"]["side"], "left");
    assert_eq!(settings["texts"], json!({"da": {"send": "Af sted"}}));
    assert_eq!(settings["hidden_urls"], json!(["/checkout*"]));
    for (assignment, words) in [
        ("bubble.size=7", "settings.bubble.size: expected a number from 40 to 96"),
        ("bubble.side=top", "bubble.side: unknown variant"),
        ("colour=red", "colour: unknown field"),
        ("bubble.side", "PATH=VALUE"),
    ] {
        let refused = desk.run(&["chatbot", "set", "shop", "display.name=Other", assignment]).await;
        assert_eq!(refused.code, 2, "{refused:?}");
        assert!(refused.stderr.contains(words), "{refused:?}");
    }
    let after = desk.run(&["chatbot", "show", "shop", "--json"]).await.good().json()["settings"].clone();
    assert_eq!(after, settings, "all or none");
    let unknown = desk.run(&["chatbot", "set", "nobody", "bubble.side=left"]).await;
    assert_eq!(unknown.code, 1);
}

async fn a_variant_is_set_by_a_file_and_taken_away(db: TestDb) {
    let desk = Desk::with_shop(&db).await;
    desk.write(
        "help.json",
        r#"{"title": "Help", "visibility": {"timezone": "Europe/London", "include": ["/help*"]}}"#,
    );
    let said = desk.run(&["chatbot", "instance", "shop", "help", "help.json"]).await.good().stdout;
    assert!(said.contains("/config/shop/help.json"), "{said}");
    let show = ["chatbot", "show", "shop", "--json"];
    let settings = desk.run(&show).await.good().json()["settings"].clone();
    assert_eq!(settings["instances"]["help"]["title"], "Help");
    for (text, words) in [
        (r#"{"visibility": {"timezone": "Mars/Olympus"}}"#, "settings.instances.help.visibility.timezone"),
        (r#"{"visibility": {"exclude": ["https://a.example/"]}}"#, "visibility.exclude.0"),
        (
            r#"{"visibility": {"hours": [{"day": "someday", "start": "08:00", "end": "09:00"}]}}"#,
            "visibility.hours[0].day",
        ),
        (r#"{"prechat": [{"key": "a b", "label": "A"}]}"#, "prechat.0.key"),
        (r#"{"prechat": [{"key": "a"}]}"#, "missing field `label`"),
        ("{", "bad.json"),
    ] {
        desk.write("bad.json", text);
        let refused = desk.run(&["chatbot", "instance", "shop", "help", "bad.json"]).await;
        assert!(refused.code > 0 && refused.stderr.contains(words), "{refused:?}");
    }
    let unnamed = desk.run(&["chatbot", "instance", "shop", "a b", "help.json"]).await;
    assert!(unnamed.stderr.contains("settings.instances.a b"), "{unnamed:?}");
    assert_eq!(desk.run(&["chatbot", "instance", "shop", "help"]).await.code, 2);
    desk.run(&["chatbot", "instance", "shop", "help", "--remove"]).await.good();
    assert_eq!(desk.run(&show).await.good().json()["settings"]["instances"], json!({}));
    let gone = desk.run(&["chatbot", "instance", "shop", "help", "--remove"]).await;
    assert_eq!(gone.code, 1, "{gone:?}");
}

async fn nothing_is_counted_until_the_owner_says_so(db: TestDb) {
    let desk = Desk::with_shop(&db).await;
    let said = desk.run(&["analytics", "shop"]).await.good().stdout;
    assert!(said.contains("parlour chatbot set shop analytics.capture=true"), "{said}");
    desk.run(&["chatbot", "set", "shop", "analytics.capture=true"]).await.good();
    let said = desk.run(&["analytics", "shop", "--days", "7"]).await.good().stdout;
    assert!(said.contains("in the last 7 days"), "{said}");
    let told = desk.run(&["analytics", "shop", "--json"]).await.good().json();
    let expected =
        json!({"chatbot_id": "shop", "environment": "live", "days": 30, "capture": true, "counts": []});
    assert_eq!(told, expected);
    assert_eq!(desk.run(&["analytics", "shop", "--days", "0"]).await.code, 2);
    assert_eq!(desk.run(&["analytics", "nobody"]).await.code, 1);
}
