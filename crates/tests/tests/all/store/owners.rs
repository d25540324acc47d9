//! Accounts, keys, chatbots and forms, row by row.

use parlour_model::config::Settings;
use parlour_model::{Environment, Timestamp};
use parlour_store::access::{self, ApiKey};
use parlour_store::attachment::{self, Attachment};
use parlour_store::chatbot::{self, Chatbot};
use parlour_store::form::{self, SessionValue, Submission};
use parlour_store::language_model::{self, LanguageModel};
use parlour_store::visitor::{self, Visitor};
use parlour_store::{Db, Error, Tx, installation, knowledge, params};
use parlour_tests::database::TestDb;
use parlour_tests::on_both;
use serde_json::json;

on_both!(
    the_first_value_of_an_installation_stays,
    a_key_is_found_until_it_is_revoked,
    keys_belong_to_their_account,
    a_chatbots_id_is_taken_once,
    a_chatbot_is_found_by_each_of_its_names,
    whatever_an_assistant_goes_by_makes_a_new_revision,
    a_chatbot_has_one_language_model_of_its_own,
    a_deleted_chatbot_dooms_its_files_and_takes_everything_along,
    forms_are_replaced_as_a_whole_and_keep_their_order,
    a_part_is_answered_once,
    a_session_value_keeps_its_place_when_it_changes,
    what_does_not_parse_is_named_and_not_a_panic,
);

/// Writes, and expects it to be taken.
pub(super) async fn write<T: Send + 'static>(
    db: &Db,
    closure: impl AsyncFn(&Tx) -> Result<T, Error> + Send + 'static,
) -> T {
    db.write(closure).await.unwrap()
}

pub(super) fn a_chatbot(id: &str) -> Chatbot {
    Chatbot {
        id: id.into(),
        account_id: "acct_1".into(),
        public_id: format!("public-{id}"),
        sdk_key: format!("sdk-{id}"),
        name: format!("The {id}"),
        settings: Settings::default(),
        enabled: true,
        knowledge_version: 0,
        created_at: Timestamp(7),
    }
}

pub(super) fn a_visitor(id: &str, chatbot_id: &str, key: &str) -> Visitor {
    Visitor {
        id: id.into(),
        chatbot_id: chatbot_id.into(),
        environment: Environment::Live,
        visitor_key: key.into(),
        created_at: Timestamp(8),
    }
}

/// An account with the chatbots `shop` and `other`, and the visitors `v1` and `v2` of the shop.
pub(super) async fn furnish(db: &Db) {
    write(db, async |tx| {
        access::insert_account(tx, "acct_1", "owner", Timestamp(1)).await?;
        for id in ["shop", "other"] {
            assert!(chatbot::insert(tx, &a_chatbot(id)).await?);
        }
        visitor::get_or_insert(tx, &a_visitor("v1", "shop", "ada")).await?;
        visitor::get_or_insert(tx, &a_visitor("v2", "shop", "eve")).await?;
        Ok(())
    })
    .await;
}

async fn the_first_value_of_an_installation_stays(test: TestDb) {
    let put = async |value: &'static str| {
        write(&test.db, async move |tx| installation::get_or_insert(tx, "secret", value).await).await
    };
    assert_eq!(put("first").await, "first");
    assert_eq!(put("second").await, "first");
}

fn a_key(id: &str, account_id: &str, at: i64) -> ApiKey {
    ApiKey {
        id: id.into(),
        account_id: account_id.into(),
        environment: Environment::Test,
        key_hash: format!("hash-{id}"),
        created_at: Timestamp(at),
        revoked_at: None,
    }
}

async fn a_key_is_found_until_it_is_revoked(test: TestDb) {
    write(&test.db, async |tx| {
        access::insert_account(tx, "acct_1", "owner", Timestamp(1)).await?;
        access::insert_account(tx, "acct_1", "again", Timestamp(2)).await?;
        access::insert_key(tx, &a_key("k1", "acct_1", 5)).await?;
        assert_eq!(access::find_key_by_hash(tx, "hash-k1").await?, Some(a_key("k1", "acct_1", 5)));
        assert_eq!(access::find_key_by_hash(tx, "k1").await?, None);
        assert!(access::revoke_key(tx, "acct_1", "k1", Timestamp(9)).await?);
        assert_eq!(access::find_key_by_hash(tx, "hash-k1").await?, None);
        assert!(!access::revoke_key(tx, "acct_1", "k1", Timestamp(10)).await?, "once");
        let kept = access::list_keys(tx, "acct_1").await?;
        assert_eq!(kept[0].revoked_at, Some(Timestamp(9)));
        Ok(())
    })
    .await;
}

async fn keys_belong_to_their_account(test: TestDb) {
    write(&test.db, async |tx| {
        for account in ["acct_1", "acct_2"] {
            access::insert_account(tx, account, "owner", Timestamp(1)).await?;
        }
        for (id, account, at) in [("k3", "acct_1", 3), ("k1", "acct_1", 2), ("k2", "acct_2", 1)] {
            access::insert_key(tx, &a_key(id, account, at)).await?;
        }
        let ids: Vec<String> = access::list_keys(tx, "acct_1").await?.into_iter().map(|key| key.id).collect();
        assert_eq!(ids, ["k1", "k3"], "oldest first");
        assert!(!access::revoke_key(tx, "acct_1", "k2", Timestamp(9)).await?, "another account's");
        assert!(access::find_key_by_hash(tx, "hash-k2").await?.is_some());
        Ok(())
    })
    .await;
}

async fn a_chatbots_id_is_taken_once(test: TestDb) {
    furnish(&test.db).await;
    write(&test.db, async |tx| {
        assert!(!chatbot::insert(tx, &a_chatbot("shop")).await?, "taken");
        assert_eq!(chatbot::find(tx, "shop").await?, Some(a_chatbot("shop")));
        assert_eq!(chatbot::find(tx, "nobody").await?, None);
        let ids: Vec<String> = chatbot::list(tx, "acct_1").await?.into_iter().map(|bot| bot.id).collect();
        assert_eq!(ids, ["other", "shop"]);
        assert_eq!(chatbot::list(tx, "acct_2").await?, []);
        let settings: Settings = serde_json::from_value(json!({"image_enabled": false})).unwrap();
        assert!(chatbot::update(tx, "shop", "New name", &settings, Timestamp(9)).await?);
        let changed = chatbot::find(tx, "shop").await?.unwrap();
        assert_eq!((changed.name.as_str(), changed.settings), ("New name", settings.clone()));
        assert!(!chatbot::update(tx, "nobody", "x", &settings, Timestamp(9)).await?);
        Ok(())
    })
    .await;
    let twin = Chatbot { public_id: "public-shop".into(), ..a_chatbot("twin") };
    let refused = test.db.write(async move |tx| chatbot::insert(tx, &twin).await).await;
    assert!(matches!(refused, Err(Error::Constraint(_))), "{refused:?}");
}

async fn a_chatbot_is_found_by_each_of_its_names(test: TestDb) {
    furnish(&test.db).await;
    write(&test.db, async |tx| {
        for name in ["shop", "public-shop", "sdk-shop"] {
            assert_eq!(chatbot::find_named(tx, name).await?, Some(a_chatbot("shop")), "{name}");
        }
        assert_eq!(chatbot::find_named(tx, "").await?, None);
        let namesake = Chatbot { account_id: "acct_1".into(), ..a_chatbot("public-shop") };
        assert!(chatbot::insert(tx, &namesake).await?);
        let found = chatbot::find_named(tx, "public-shop").await?;
        assert_eq!(found, Some(namesake), "an id goes before another's public id");
        Ok(())
    })
    .await;
}

async fn whatever_an_assistant_goes_by_makes_a_new_revision(test: TestDb) {
    furnish(&test.db).await;
    write(&test.db, async |tx| {
        let revision = async || Ok::<_, Error>(chatbot::find_revision(tx, "shop").await?.unwrap());
        let first = revision().await?;
        let made = a_chatbot("shop").created_at.ms();
        assert_eq!((first.number, first.knowledge_version), (made, 0));
        chatbot::update(tx, "shop", "New name", &a_chatbot("shop").settings, Timestamp(9)).await?;
        form::replace_all(tx, "shop", &[]).await?;
        let model = LanguageModel { base_url: "http://a/v1".into(), api_key: None, model: "small".into() };
        language_model::upsert(tx, "shop", &model, Timestamp(1)).await?;
        language_model::delete(tx, "shop").await?;
        knowledge::bump_version(tx, "shop").await?;
        let last = revision().await?;
        assert_eq!((last.number, last.knowledge_version), (made + 5, made + 1));
        let other = chatbot::find_revision(tx, "other").await?.unwrap();
        assert_eq!(other.number, a_chatbot("other").created_at.ms());
        assert_eq!(chatbot::find_revision(tx, "nobody").await?, None);
        Ok(())
    })
    .await;
}

fn a_file(id: &str, visitor_id: &str) -> Attachment {
    Attachment {
        id: id.into(),
        chatbot_id: "shop".into(),
        visitor_id: visitor_id.into(),
        filename: None,
        mime_type: "text/plain".into(),
        size_bytes: 3,
        created_at: Timestamp(8),
        message_id: None,
    }
}

async fn a_chatbot_has_one_language_model_of_its_own(test: TestDb) {
    furnish(&test.db).await;
    write(&test.db, async |tx| {
        let first = LanguageModel { base_url: "http://a/v1".into(), api_key: None, model: "small".into() };
        let second = LanguageModel { api_key: Some("key".into()), model: "large".into(), ..first.clone() };
        assert_eq!(language_model::find(tx, "shop").await?, None);
        language_model::upsert(tx, "shop", &first, Timestamp(1)).await?;
        language_model::upsert(tx, "shop", &second, Timestamp(2)).await?;
        assert_eq!(language_model::find(tx, "shop").await?, Some(second));
        assert_eq!(language_model::find(tx, "other").await?, None);
        assert!(language_model::delete(tx, "shop").await?);
        assert!(!language_model::delete(tx, "shop").await?);
        Ok(())
    })
    .await;
}

async fn a_deleted_chatbot_dooms_its_files_and_takes_everything_along(test: TestDb) {
    furnish(&test.db).await;
    write(&test.db, async |tx| {
        attachment::doom(tx, &["f1".into()], Timestamp(99)).await?;
        attachment::insert(tx, &a_file("f1", "v1")).await?;
        assert_eq!(attachment::list_doomed(tx, Timestamp(100), 10).await?, Vec::<String>::new(), "claimed");
        assert!(chatbot::delete(tx, "shop", Timestamp(50)).await?);
        assert!(!chatbot::delete(tx, "shop", Timestamp(50)).await?);
        assert_eq!(attachment::list_doomed(tx, Timestamp(49), 10).await?, Vec::<String>::new());
        assert_eq!(attachment::list_doomed(tx, Timestamp(50), 10).await?, ["f1"]);
        assert_eq!(attachment::find_signed(tx, "f1").await?, None);
        assert_eq!(visitor::find_standing(tx, "shop", "v1").await?, None);
        assert!(chatbot::find(tx, "other").await?.is_some());
        Ok(())
    })
    .await;
}

async fn forms_are_replaced_as_a_whole_and_keep_their_order(test: TestDb) {
    furnish(&test.db).await;
    let form = |id: &str| {
        serde_json::from_value(json!({"form_id": id, "name": id, "trigger": "llm", "fields": []})).unwrap()
    };
    let (first, second) = ([form("b"), form("a")], [form("c")]);
    write(&test.db, async move |tx| {
        form::replace_all(tx, "shop", &first).await?;
        form::replace_all(tx, "other", &first).await?;
        assert_eq!(form::list(tx, "shop").await?, first);
        form::replace_all(tx, "shop", &second).await?;
        assert_eq!(form::list(tx, "shop").await?, second);
        assert_eq!(form::list(tx, "other").await?, first, "another chatbot's");
        Ok(())
    })
    .await;
}

async fn a_part_is_answered_once(test: TestDb) {
    furnish(&test.db).await;
    let sent = |id: &str, visitor_id: &str, part_id: &str| Submission {
        id: id.into(),
        chatbot_id: "shop".into(),
        visitor_id: visitor_id.into(),
        conversation_id: "conv_1".into(),
        part_id: part_id.into(),
        kind: "contact_form".into(),
        form_id: Some("f".into()),
        content: json!({"fields": {"name": "Ada"}}),
        created_at: Timestamp(8),
    };
    write(&test.db, async move |tx| {
        assert!(form::insert_submission(tx, &sent("s1", "v1", "p1")).await?);
        assert!(!form::insert_submission(tx, &sent("s2", "v1", "p1")).await?, "answered already");
        assert!(form::insert_submission(tx, &sent("s3", "v1", "p2")).await?);
        assert!(form::insert_submission(tx, &sent("s4", "v2", "p1")).await?, "another visitor's");
        assert_eq!(form::list_submissions(tx, "v1").await?, [sent("s1", "v1", "p1"), sent("s3", "v1", "p2")]);
        let mut parts = form::list_submitted_parts(tx, "v1").await?;
        parts.sort();
        assert_eq!(parts, ["p1", "p2"]);
        Ok(())
    })
    .await;
}

async fn a_session_value_keeps_its_place_when_it_changes(test: TestDb) {
    furnish(&test.db).await;
    let value = |key: &str, value: &str, at: i64| SessionValue {
        key: key.into(),
        label: key.to_uppercase(),
        kind: "text".into(),
        value: value.into(),
        updated_at: Timestamp(at),
    };
    write(&test.db, async move |tx| {
        form::upsert_value(tx, "v1", &value("name", "Ada", 1), 0).await?;
        form::upsert_value(tx, "v1", &value("city", "Aarhus", 1), 1).await?;
        form::upsert_value(tx, "v1", &value("name", "Ada L.", 2), 5).await?;
        form::upsert_value(tx, "v2", &value("name", "Eve", 3), 0).await?;
        assert_eq!(
            form::list_values(tx, "v1").await?,
            [value("name", "Ada L.", 2), value("city", "Aarhus", 1)]
        );
        Ok(())
    })
    .await;
}

async fn what_does_not_parse_is_named_and_not_a_panic(test: TestDb) {
    furnish(&test.db).await;
    write(&test.db, async |tx| {
        tx.execute("UPDATE chatbot SET settings = 'rubbish' WHERE id = 'shop'", params![]).await
    })
    .await;
    let found = test.db.read(async |tx| chatbot::find(tx, "shop").await).await;
    let Err(Error::Corrupt { table, column, id, .. }) = found else { panic!("{found:?}") };
    assert_eq!((table, column.as_str(), id.as_str()), ("chatbot", "settings", "shop"));
}
