//! A newcomer's first commands: what is missing is named with its remedy, and nothing is made or lost by mistake.

use parlour_tests::binary::run_cli;
use parlour_tests::database::TestDb;
use parlour_tests::on_both;
use serde_json::Value;

use super::Desk;

on_both!(
    a_chatbot_that_is_missing_is_named_with_its_remedy,
    a_chatbot_need_not_be_named_when_there_is_one,
    whoever_asks_about_an_installation_makes_none,
    a_chatbot_is_not_deleted_without_a_yes,
);

async fn a_chatbot_that_is_missing_is_named_with_its_remedy(db: TestDb) {
    let desk = Desk::with_shop(&db).await;
    desk.write("site/index.html", "<title>Help</title><p>We are here.</p>");
    let said = desk.run(&["import", "pages", "site", "--chatbot", "docs"]).await;
    assert_eq!(said.code, 1);
    assert!(said.stderr.contains("parlour chatbot create docs"), "{said:?}");
}

async fn a_chatbot_need_not_be_named_when_there_is_one(db: TestDb) {
    let desk = Desk::like(&db).await;
    desk.run(&["key", "create"]).await.good();
    desk.write("site/index.html", "<title>Help</title><p>We are here.</p>");
    let import = ["import", "pages", "site"];
    let said = desk.run(&import).await;
    assert_eq!(said.code, 1);
    assert!(said.stderr.contains("parlour chatbot create"), "{said:?}");
    desk.run(&["chatbot", "create", "shop"]).await.good();
    desk.run(&import).await.good();
    desk.run(&["chatbot", "create", "docs"]).await.good();
    let said = desk.run(&import).await;
    assert_eq!(said.code, 2);
    assert!(said.stderr.contains("--chatbot (docs, shop)"), "{said:?}");
}

async fn whoever_asks_about_an_installation_makes_none(db: TestDb) {
    let desk = Desk::like(&db).await;
    let commands: [&[&str]; 8] = [
        &["ask", "--chatbot", "shop", "Hello?"],
        &["chatbot", "list"],
        &["chatbot", "delete", "shop", "--yes"],
        &["key", "list"],
        &["import", "pages", "."],
        &["inbox", "list"],
        &["events", "list"],
        &["doctor"],
    ];
    for command in commands {
        let said = desk.run(&[command, &["--data", "nodir"]].concat()).await;
        assert_eq!(said.code, 1, "{command:?}: {said:?}");
        let told = said.stdout.clone() + &said.stderr;
        assert!(told.contains("there is no installation in"), "{command:?}: {said:?}");
        assert!(!desk.path().join("nodir").exists(), "{command:?}");
    }
    desk.run(&["chatbot", "create", "shop", "--data", "nodir"]).await.good();
    desk.run(&["chatbot", "show", "shop", "--data", "nodir"]).await.good();
}

async fn a_chatbot_is_not_deleted_without_a_yes(db: TestDb) {
    let desk = Desk::with_shop(&db).await;
    let said = desk.run(&["chatbot", "delete", "shop"]).await;
    assert_eq!(said.code, 2);
    assert!(said.stderr.contains("--yes"), "{said:?}");
    desk.run(&["chatbot", "show", "shop"]).await.good();
    desk.run(&["chatbot", "delete", "shop", "--yes"]).await.good();
    assert_eq!(desk.run(&["chatbot", "show", "shop"]).await.code, 1);
}

#[tokio::test]
async fn a_database_that_cannot_be_used_is_named_with_what_to_check() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("parlour-data")).unwrap();
    let letter = "this is a letter, not a database, and a long one at that";
    std::fs::write(folder.path().join("parlour-data/parlour.db"), letter).unwrap();
    let said = run_cli(folder.path(), &[], &["chatbot", "list"]).await;
    assert!(said.stderr.contains("data folder is the right one"), "{said:?}");
    let nobody = ["chatbot", "list", "--database-url", "postgres://nobody@127.0.0.1:1/none"];
    let said = run_cli(folder.path(), &[], &nobody).await;
    assert!(said.stderr.contains("host, port, user, password and database"), "{said:?}");
    assert!(said.stderr.contains("PARLOUR_DATABASE_URL"), "{said:?}");
}

#[tokio::test]
async fn the_doctor_names_no_port_that_it_cannot_know() {
    let folder = tempfile::tempdir().unwrap();
    run_cli(folder.path(), &[], &["chatbot", "create", "shop"]).await.good();
    let said = run_cli(folder.path(), &[], &["doctor", "--json"]).await.good().json();
    let is_address = |finding: &&Value| finding["check"] == "address";
    let finding = said["findings"].as_array().unwrap().iter().find(is_address).unwrap();
    let detail = finding["detail"].as_str().unwrap();
    assert!(detail.contains("--public-url") && !detail.contains("8080"), "{detail}");
}

#[tokio::test]
async fn the_demos_help_names_the_demos_folder() {
    let folder = tempfile::tempdir().unwrap();
    let said = run_cli(folder.path(), &[], &["demo", "--help"]).await.good();
    assert!(said.stdout.contains("parlour-demo"), "{}", said.stdout);
}
