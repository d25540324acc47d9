//! A visitor may have everything forgotten.
//!
//! Contract: Diverge reference 5 (DELETE).

use parlour_domain::chatbot;
use parlour_model::config::LivechatSettings;
use parlour_model::config::Settings;
use parlour_tests::database::TestDb;
use parlour_tests::house::{BEGIN, BOT, House, Visitor, base64, png, said, shown};
use parlour_tests::on_both;
use serde_json::{Value, json};

on_both!(
    nothing_of_a_forgotten_visitor_remains_in_any_table,
    the_event_of_it_counts_what_was_deleted,
    all_tokens_end_with_the_visitor,
    the_files_go_with_the_visitor,
    files_that_nothing_claimed_go_with_the_visitor,
    another_visitors_data_stays,
    earlier_events_of_the_visitor_lose_their_content,
    of_many_who_forget_at_once_one_does,
    what_is_sent_while_forgetting_leaves_no_trace,
);

const DELETE: (&str, &str) = ("DELETE", "/api/v1/chat");

async fn forget(visitor: &Visitor<'_>) {
    let answer = visitor.call(DELETE.0, DELETE.1).send().await;
    answer.is(204);
    assert!(answer.body.is_empty());
}

/// Turns livechat on.
async fn offer_people(house: &House) {
    let livechat = LivechatSettings { enabled: true, ..LivechatSettings::default() };
    house.configure(Settings { livechat, ..Settings::default() }).await;
}

/// Leaves a trace in every table that can hold one.
async fn live(visitor: &Visitor<'_>) {
    visitor.message(&shown(&png(8, 8), "image/png")).listen().await.all().await;
    let form = visitor.ask_for("Which zebras live in Peru?", "show_contact_form").await;
    let contact = json!({"type": "contact_form",
        "fields": {"name": "Ada", "email": "ada@example.com", "message": "hello"}});
    visitor.post("/actions", &json!({"part_id": form["part_id"], "action": contact})).await.ok();
    let ticket = visitor.ask_for("My order arrived broken", "show_support_ticket").await;
    let action = json!({"type": "support_ticket", "name": "Ada", "email": "ada@example.com", "message": "help",
        "attachments": [{"filename": "a.txt", "mime_type": "text/plain", "data_base64": base64(b"a")}]});
    visitor.post("/actions", &json!({"part_id": ticket["part_id"], "action": action})).await.ok();
    visitor.post("/lead", &json!({"name": "Ada", "email": "ada@example.com", "source": "widget"})).await.ok();
    let told = json!({"name": "Ada", "info": "Has 2 orders"});
    visitor.call("PUT", "/api/v1/chat/profile").json(&told).send().await.ok();
    visitor.post("/rate", &json!({"rating": 4})).await.is(200);
    let asked = json!({"platform": "website", "source": "manual_button"});
    visitor.post("/livechat/handover", &asked).await.ok();
    // What happens on pages goes by the name of a page's visitor.
    let counted = "INSERT INTO page_event (id, chatbot_id, environment, visitor_key, name, props, created_ms)
        SELECT 'pev_' || id, chatbot_id, environment, visitor_key, 'open', '{}', 1 FROM visitor WHERE true
        ON CONFLICT (id) DO NOTHING";
    visitor.house.change(counted).await;
    // A file that was written and is yet to be claimed.
    let written = "INSERT INTO doomed_file (id, visitor_id, due_ms) SELECT 'file_' || id, id, 9000000000000
        FROM visitor WHERE true ON CONFLICT (id) DO NOTHING";
    visitor.house.change(written).await;
    // What models took is counted only where there is one.
    let used = "INSERT INTO visitor_usage (visitor_id, day, tokens) SELECT id, 1, 5 FROM visitor WHERE true
        ON CONFLICT (visitor_id, day) DO NOTHING";
    visitor.house.change(used).await;
}

/// The tables that have a column of this name, from the database itself.
async fn tables_with(house: &House, column: &str) -> Vec<String> {
    let sql = match house.db().engine() {
        "sqlite" => format!(
            "SELECT m.name AS t FROM sqlite_master m JOIN pragma_table_info(m.name) c
             WHERE m.type = 'table' AND c.name = '{column}' ORDER BY 1"
        ),
        _ => format!(
            "SELECT table_name::text AS t FROM information_schema.columns
             WHERE table_schema = current_schema() AND column_name = '{column}' ORDER BY 1"
        ),
    };
    house.texts(&sql).await
}

async fn nothing_of_a_forgotten_visitor_remains_in_any_table(db: TestDb) {
    let house = House::start(db).await;
    offer_people(&house).await;
    let ada = house.visitor("ada").await;
    live(&ada).await;
    let visitor_id = house.texts("SELECT id AS t FROM visitor").await[0].clone();
    let tables = tables_with(&house, "visitor_id").await;
    for known in ["attachment", "conversation", "message", "session_value", "submission", "turn"] {
        assert!(tables.contains(&known.to_owned()), "{tables:?}");
    }
    let rows = |table: &str| format!("SELECT COUNT(*) AS n FROM {table} WHERE visitor_id = '{visitor_id}'");
    for table in &tables {
        let before = house.count(&rows(table)).await;
        assert!(before > 0, "{table} was not tried: let `live` leave a trace in it");
    }
    forget(&ada).await;
    for table in &tables {
        assert_eq!(house.count(&rows(table)).await, 0, "{table}");
    }
    assert_eq!(house.count("SELECT COUNT(*) AS n FROM visitor").await, 0);
    for table in tables_with(&house, "visitor_key").await {
        let of_ada = format!("SELECT COUNT(*) AS n FROM {table} WHERE visitor_key = 'ada'");
        // What is left tells of the session's end and of the forgetting, and is empty of all else.
        assert_eq!(house.count(&of_ada).await > 0, table == "event", "{table}");
    }
}

async fn the_event_of_it_counts_what_was_deleted(db: TestDb) {
    let house = House::start(db).await;
    offer_people(&house).await;
    let ada = house.visitor("ada").await;
    live(&ada).await;
    house.clock.advance_ms(1000);
    forget(&ada).await;
    let told =
        "SELECT type || ' ' || visitor_key || ' ' || payload AS t FROM event WHERE type LIKE 'visitor%'";
    let events = house.texts(told).await;
    let [event] = &events[..] else { panic!("not one event: {events:?}") };
    let payload = event.strip_prefix("visitor.data.deleted ada ").expect("the deletion of ada");
    let payload: Value = serde_json::from_str(payload).unwrap();
    assert_eq!(
        payload["deletion"],
        json!({"reason": "user_request", "requested_at": "2026-01-05T10:00:01.000Z", "counts": {
            "conversations": 1, "messages": 6, "attachments": 2, "session_values": 2, "form_submissions": 2,
            "support_tickets": 1, "ratings": 1, "livechat_sessions": 1}})
    );
    let lives = house.count("SELECT MIN(expires_ms - created_ms) AS n FROM event").await;
    assert_eq!(lives, 30 * 24 * 60 * 60 * 1000);
    assert_eq!(house.count("SELECT MAX(created_ms) AS n FROM event").await, BEGIN.ms() + 1000);
}

async fn all_tokens_end_with_the_visitor(db: TestDb) {
    let house = House::start(db).await;
    let (first, second) = (house.visitor("ada").await, house.visitor("ada").await);
    let bound = first.say("hello").await.last().unwrap().data["visitor_token"].as_str().unwrap().to_owned();
    let third = Visitor { token: bound, ..first.clone() };
    forget(&second).await;
    for token in [&first, &second, &third] {
        token.get("/config").await.refused(401, "unauthorized");
        token.call(DELETE.0, DELETE.1).send().await.refused(401, "unauthorized");
        token.post("/rate", &json!({"rating": 5})).await.refused(401, "unauthorized");
    }
}

async fn the_files_go_with_the_visitor(db: TestDb) {
    let house = House::start(db).await;
    offer_people(&house).await;
    let (ada, eve) = (house.visitor("ada").await, house.visitor("eve").await);
    live(&ada).await;
    live(&eve).await;
    assert_eq!(house.stored_files().len(), 4);
    forget(&ada).await;
    let mut left = house.stored_files();
    left.sort();
    assert_eq!(left, house.texts("SELECT id AS t FROM attachment ORDER BY id").await);
    assert_eq!(left.len(), 2, "eve's");
    assert_eq!(house.count("SELECT COUNT(*) AS n FROM doomed_file WHERE visitor_id IS NULL").await, 0);
}

async fn files_that_nothing_claimed_go_with_the_visitor(db: TestDb) {
    let house = House::start(db).await;
    let form = json!({
        "form_id": "call", "name": "Call me", "trigger": "manual", "submit_actions": [{"type": "start_livechat"}],
        "fields": [{"key": "photo", "label": "Photo", "type": "file", "required": true}],
    });
    chatbot::put_forms(&house.cx, BOT, vec![serde_json::from_value(form).unwrap()]).await.unwrap();
    let ada = house.visitor("ada").await;
    let photo = json!({"filename": "a.txt", "mime_type": "text/plain", "data_base64": base64(b"a")});
    let action =
        json!({"type": "form_submission", "form_id": "call", "values": {}, "files": {"photo": photo}});
    // Nobody is there: it is refused, with its file written already.
    ada.post("/actions", &json!({"action": action})).await.refused(409, "conflict");
    assert_eq!(house.stored_files().len(), 1);
    forget(&ada).await;
    assert_eq!(house.stored_files(), [""; 0]);
    assert_eq!(house.count("SELECT COUNT(*) AS n FROM doomed_file").await, 0);
}

async fn another_visitors_data_stays(db: TestDb) {
    let house = House::start(db).await;
    offer_people(&house).await;
    let (ada, eve) = (house.visitor("ada").await, house.visitor("eve").await);
    live(&ada).await;
    live(&eve).await;
    let before = eve.get("/export").await.ok();
    forget(&ada).await;
    assert_eq!(eve.get("/export").await.ok(), before);
}

async fn earlier_events_of_the_visitor_lose_their_content(db: TestDb) {
    let house = House::start(db).await;
    let (ada, eve) = (house.visitor("ada").await, house.visitor("eve").await);
    for (id, visitor, environment) in
        [("evt_1", "ada", "live"), ("evt_2", "eve", "live"), ("evt_3", "ada", "test")]
    {
        house
            .change(&format!(
                "INSERT INTO event (id, chatbot_id, environment, visitor_key, type, payload, created_ms, expires_ms)
                 VALUES ('{id}', 'shop-bot', '{environment}', '{visitor}', 'livechat.session.closed',
                         '{{\"message\":\"secret\"}}', {now}, {later})",
                now = BEGIN.ms(),
                later = BEGIN.ms() + 1000,
            ))
            .await;
    }
    assert_eq!(ada.get("/export").await.ok()["webhook_events"][0]["payload"], json!({"message": "secret"}));
    forget(&ada).await;
    let payloads = house.texts("SELECT payload AS t FROM event WHERE id LIKE 'evt__' ORDER BY id").await;
    assert_eq!(payloads, ["{}", "{\"message\":\"secret\"}", "{\"message\":\"secret\"}"]);
    assert_eq!(eve.get("/export").await.ok()["webhook_events"].as_array().unwrap().len(), 1);
}

async fn of_many_who_forget_at_once_one_does(db: TestDb) {
    let house = House::start(db).await;
    offer_people(&house).await;
    let ada = house.visitor("ada").await;
    live(&ada).await;
    let answers = futures::future::join_all((0..8).map(|_| ada.call(DELETE.0, DELETE.1).send())).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 204).count(), 1);
    for answer in answers.iter().filter(|answer| answer.status != 204) {
        answer.refused(401, "unauthorized");
    }
    let deletions = "SELECT COUNT(*) AS n FROM event WHERE type = 'visitor.data.deleted'";
    assert_eq!(house.count(deletions).await, 1);
}

async fn what_is_sent_while_forgetting_leaves_no_trace(db: TestDb) {
    let house = House::start(db).await;
    for round in 0..6 {
        let ada = house.visitor(&format!("ada{round}")).await;
        ada.say("hello").await;
        let body = said("Can I talk to a human?");
        let (sent, forgotten) =
            futures::join!(ada.message(&body).send(), ada.call(DELETE.0, DELETE.1).send());
        forgotten.is(204);
        // Before, after, or between the message and its answer.
        assert!([200, 401, 404].contains(&sent.status), "{sent:?}");
    }
    house.assistant.finish(std::time::Duration::from_secs(30)).await;
    for table in ["visitor", "conversation", "message", "turn"] {
        assert_eq!(house.count(&format!("SELECT COUNT(*) AS n FROM {table}")).await, 0, "{table}");
    }
}

/// The database's files in a folder that hold these words.
fn files_with(folder: &str, words: &str) -> Vec<String> {
    let mut found = Vec::new();
    for file in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        let is_of_database = file.file_name().unwrap().to_string_lossy().starts_with("parlour.db");
        if is_of_database && std::fs::read(&file).unwrap().windows(words.len()).any(|w| w == words.as_bytes())
        {
            found.push(file.file_name().unwrap().to_string_lossy().into_owned());
        }
    }
    found
}

#[tokio::test]
async fn what_a_forgotten_visitor_said_cannot_be_read_in_the_files() {
    let db = TestDb::sqlite().await;
    let folder = db.address.clone();
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    for n in 0..20 {
        ada.ask(&format!("Do zebras know what xyzzymarker means, {n} times over?")).await;
    }
    assert_ne!(files_with(&folder, "xyzzymarker"), [""; 0]);
    forget(&ada).await;
    assert_eq!(files_with(&folder, "xyzzymarker"), [""; 0]);
}
