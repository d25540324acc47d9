//! Forms that a message shows are filled in and sent, once.
//!
//! Contract: Diverge reference 5 (POST /actions).

use parlour_domain::chatbot;
use parlour_tests::client::Answer;
use parlour_tests::database::TestDb;
use parlour_tests::house::{BOT, House, Visitor};
use parlour_tests::on_both;
use serde_json::{Value, json};

on_both!(
    a_contact_form_is_sent_and_kept,
    fields_beside_a_contact_forms_own_are_kept_as_they_are,
    faults_are_named_by_the_forms_keys,
    a_form_is_sent_once,
    many_equal_sends_at_once_are_one_submission,
    a_form_of_an_older_answer_is_no_longer_taken,
    a_part_that_nobody_showed_is_not_found,
    another_visitors_form_is_not_found,
    an_action_that_does_not_fit_its_part_is_malformed,
    a_part_that_asks_for_nothing_takes_nothing,
    an_owners_form_says_what_it_wants_to_hear,
    hidden_fields_are_not_required_and_not_kept,
    enough_fields_must_be_filled,
    session_values_are_kept_for_the_visitor,
);

const PERSON: &str = "Can I talk to a human?";

async fn send(visitor: &Visitor<'_>, part: &Value, action: Value) -> Answer {
    visitor.post("/actions", &json!({"part_id": part["part_id"], "action": action})).await
}

fn contact(fields: Value) -> Value {
    json!({"type": "contact_form", "fields": fields})
}

fn ada() -> Value {
    json!({"name": "Ada", "email": "ada@example.com", "message": "Where is my blanket?"})
}

async fn a_contact_form_is_sent_and_kept(db: TestDb) {
    let house = House::start(db).await;
    let visitor = house.visitor("ada").await;
    let part = visitor.ask_for(PERSON, "show_contact_form").await;
    let keys: Vec<&str> =
        part["fields"].as_array().unwrap().iter().map(|f| f["key"].as_str().unwrap()).collect();
    assert_eq!(keys, ["name", "email", "message"]);
    let receipt = send(&visitor, &part, contact(ada())).await.ok();
    assert!(receipt["submission_id"].as_str().unwrap().starts_with("sub_"), "{receipt}");
    assert_eq!(receipt["confirmation_text"], Value::Null);
    let export = visitor.get("/export").await.ok();
    let kept = &export["form_submissions"][0];
    assert_eq!(kept["submission_id"], receipt["submission_id"]);
    assert_eq!(kept["type"], "contact_form");
    assert_eq!(kept["fields"], ada());
    assert_eq!(kept["part_id"], part["part_id"]);
}

async fn fields_beside_a_contact_forms_own_are_kept_as_they_are(db: TestDb) {
    let house = House::start(db).await;
    let visitor = house.visitor("ada").await;
    let part = visitor.ask_for(PERSON, "show_contact_form").await;
    let mut fields = ada();
    fields["order"] = "  4711 ".into();
    fields["note \"x\""] = "å".into();
    send(&visitor, &part, contact(fields.clone())).await.ok();
    assert_eq!(visitor.get("/export").await.ok()["form_submissions"][0]["fields"], fields);
}

async fn faults_are_named_by_the_forms_keys(db: TestDb) {
    let house = House::start(db).await;
    let visitor = house.visitor("ada").await;
    let part = visitor.ask_for(PERSON, "show_contact_form").await;
    let with = |key: &str, value: &str| {
        let mut fields = ada();
        fields[key] = value.into();
        contact(fields)
    };
    send(&visitor, &part, contact(json!({}))).await.faulted(&["name", "email", "message"]);
    send(&visitor, &part, with("name", "   ")).await.faulted(&["name"]);
    for email in ["ada", "ada@example", "a@b@c.dk", "a da@example.com", "@example.com", "ada@.com"] {
        send(&visitor, &part, with("email", email)).await.faulted(&["email"]);
    }
    send(&visitor, &part, with("email", &format!("{}@example.com", "x".repeat(243))))
        .await
        .faulted(&["email"]);
    send(&visitor, &part, with("name", &"x".repeat(501))).await.faulted(&["name"]);
    send(&visitor, &part, with("message", &"x".repeat(5001))).await.faulted(&["message"]);
    send(&visitor, &part, with("extra", &"x".repeat(5001))).await.faulted(&["extra"]);
    assert_eq!(house.count("SELECT COUNT(*) AS n FROM submission").await, 0);
    // After all that it can still be sent.
    send(&visitor, &part, with("name", &"å".repeat(500))).await.ok();
}

async fn a_form_is_sent_once(db: TestDb) {
    let house = House::start(db).await;
    let visitor = house.visitor("ada").await;
    let part = visitor.ask_for(PERSON, "show_contact_form").await;
    send(&visitor, &part, contact(ada())).await.ok();
    send(&visitor, &part, contact(ada())).await.refused(409, "conflict");
    assert_eq!(visitor.get("/export").await.ok()["form_submissions"].as_array().unwrap().len(), 1);
}

async fn many_equal_sends_at_once_are_one_submission(db: TestDb) {
    let house = House::start(db).await;
    let visitor = house.visitor("ada").await;
    let part = visitor.ask_for(PERSON, "show_contact_form").await;
    let sends = (0..12).map(|_| send(&visitor, &part, contact(ada())));
    let answers = futures::future::join_all(sends).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
    for answer in answers.iter().filter(|answer| answer.status != 200) {
        answer.refused(409, "conflict");
    }
    assert_eq!(house.count("SELECT COUNT(*) AS n FROM submission").await, 1);
}

async fn a_form_of_an_older_answer_is_no_longer_taken(db: TestDb) {
    let house = House::start(db).await;
    let visitor = house.visitor("ada").await;
    let part = visitor.ask_for(PERSON, "show_contact_form").await;
    visitor.say("hello").await;
    send(&visitor, &part, contact(ada())).await.refused(409, "conflict");
    assert_eq!(house.count("SELECT COUNT(*) AS n FROM submission").await, 0);
}

async fn a_part_that_nobody_showed_is_not_found(db: TestDb) {
    let house = House::start(db).await;
    let visitor = house.visitor("ada").await;
    visitor.ask_for(PERSON, "show_contact_form").await;
    // Neither what looks like a part nor what means something to a search.
    for part_id in ["part_unknown", "", "%", "_", "type", "\"", "show_contact_form", "name"] {
        send(&visitor, &json!({"part_id": part_id}), contact(ada())).await.refused(404, "not_found");
    }
}

async fn another_visitors_form_is_not_found(db: TestDb) {
    let house = House::start(db).await;
    let (visitor, eve) = (house.visitor("ada").await, house.visitor("eve").await);
    let part = visitor.ask_for(PERSON, "show_contact_form").await;
    eve.ask_for(PERSON, "show_contact_form").await;
    send(&eve, &part, contact(ada())).await.refused(404, "not_found");
    send(&visitor, &part, contact(ada())).await.ok();
}

async fn an_action_that_does_not_fit_its_part_is_malformed(db: TestDb) {
    let house = House::start(db).await;
    let visitor = house.visitor("ada").await;
    let part = visitor.ask_for(PERSON, "show_contact_form").await;
    let ticket = json!({"type": "support_ticket", "name": "Ada", "email": "ada@example.com", "message": "x"});
    send(&visitor, &part, ticket).await.refused(400, "validation");
    let form = json!({"type": "form_submission", "values": ada()});
    send(&visitor, &part, form).await.refused(400, "validation");
    let ticket = visitor.ask_for("My order arrived broken", "show_support_ticket").await;
    send(&visitor, &ticket, contact(ada())).await.refused(400, "validation");
}

async fn a_part_that_asks_for_nothing_takes_nothing(db: TestDb) {
    let house = House::start(db).await;
    let visitor = house.visitor("ada").await;
    let text = visitor.ask_for(PERSON, "rich_text").await;
    send(&visitor, &text, contact(ada())).await.refused(409, "conflict");
}

/// An owner's form in the place of the contact form.
async fn own_form(house: &House, min_filled_fields: u32) {
    let equals = |field: &str, value: &str| json!([{"field": field, "operator": "equals", "value": value}]);
    let form = json!({
        "form_id": "returns", "name": "Return", "trigger": "manual", "confirmation_text": "Thank you!",
        "override_targets": ["show_contact_form"], "min_filled_fields": min_filled_fields,
        "fields": [
            {"key": "reason", "label": "Reason", "type": "dropdown", "required": true, "options": ["Too small", "Broken"]},
            {"key": "damage", "label": "Damage", "type": "text", "required": true, "visible_when": equals("reason", "Broken")},
            {"key": "part", "label": "Part", "required": true, "visible_when": equals("damage", "zip")},
            {"key": "phone", "label": "Phone", "type": "phone", "required": false},
            {"key": "city", "label": "City", "required": false},
        ],
    });
    chatbot::put_forms(&house.cx, BOT, vec![serde_json::from_value(form).unwrap()]).await.unwrap();
}

fn values(values: Value) -> Value {
    json!({"type": "form_submission", "form_id": "returns", "values": values})
}

async fn an_owners_form_says_what_it_wants_to_hear(db: TestDb) {
    let house = House::start(db).await;
    own_form(&house, 0).await;
    let visitor = house.visitor("ada").await;
    let part = visitor.ask_for(PERSON, "show_form").await;
    assert_eq!(part["form_id"], "returns");
    assert_eq!(part["fields"].as_array().unwrap().len(), 5);
    assert_eq!(part["fields"][3]["type"], "tel", "phone is the old name of tel");
    for (given, fields) in [
        (json!({}), vec!["reason"]),
        (json!({"reason": "Too large"}), vec!["reason"]),
        (json!({"reason": "Broken"}), vec!["damage"]),
        (json!({"reason": " Broken ", "damage": " zip "}), vec!["part"]),
        (json!({"reason": "Too small", "phone": "1".repeat(41)}), vec!["phone"]),
        (json!({"reason": "Too small", "colour": "red"}), vec!["colour"]),
    ] {
        send(&visitor, &part, values(given)).await.faulted(&fields);
    }
    let mut other = values(json!({"reason": "Too small"}));
    other["form_id"] = "other".into();
    send(&visitor, &part, other).await.refused(400, "validation");
    let receipt =
        send(&visitor, &part, values(json!({"reason": "Broken", "damage": "zip", "part": "slider"})))
            .await
            .ok();
    assert_eq!(receipt["confirmation_text"], "Thank you!");
    let kept = visitor.get("/export").await.ok()["form_submissions"][0].clone();
    assert_eq!(kept["type"], "form_submission");
    assert_eq!(kept["form_id"], "returns");
    assert_eq!(kept["fields"], json!({"reason": "Broken", "damage": "zip", "part": "slider"}));
}

async fn hidden_fields_are_not_required_and_not_kept(db: TestDb) {
    let house = House::start(db).await;
    own_form(&house, 0).await;
    let visitor = house.visitor("ada").await;
    let part = visitor.ask_for(PERSON, "show_form").await;
    let given = json!({"reason": "Too small", "damage": "x".repeat(9000), "part": "slider"});
    send(&visitor, &part, values(given)).await.ok();
    let export = visitor.get("/export").await.ok();
    assert_eq!(export["form_submissions"][0]["fields"], json!({"reason": "Too small"}));
    let keys: Vec<&Value> =
        export["session"]["values"].as_array().unwrap().iter().map(|v| &v["key"]).collect();
    assert_eq!(keys, ["reason"]);
}

async fn enough_fields_must_be_filled(db: TestDb) {
    let house = House::start(db).await;
    own_form(&house, 2).await;
    let visitor = house.visitor("ada").await;
    let part = visitor.ask_for(PERSON, "show_form").await;
    send(&visitor, &part, values(json!({"reason": "Too small"}))).await.faulted(&["values"]);
    send(&visitor, &part, values(json!({"reason": "Too small", "city": "  "}))).await.faulted(&["values"]);
    let hidden = json!({"reason": "Too small", "damage": "hidden fields do not count"});
    send(&visitor, &part, values(hidden)).await.faulted(&["values"]);
    send(&visitor, &part, values(json!({"reason": "Too small", "city": "Aarhus"}))).await.ok();
}

async fn session_values_are_kept_for_the_visitor(db: TestDb) {
    let house = House::start(db).await;
    own_form(&house, 0).await;
    let visitor = house.visitor("ada").await;
    let part = visitor.ask_for(PERSON, "show_form").await;
    send(&visitor, &part, values(json!({"reason": "Too small", "city": " Aarhus ", "phone": ""}))).await.ok();
    let session = visitor.get("/export").await.ok()["session"].clone();
    assert_eq!(
        session,
        json!({"values": [
            {"key": "reason", "label": "Reason", "type": "dropdown", "value": "Too small", "updated_at": "2026-01-05T10:00:00.000Z"},
            {"key": "city", "label": "City", "type": "text", "value": "Aarhus", "updated_at": "2026-01-05T10:00:00.000Z"},
        ]})
    );
    // The next form's value takes the place of the first one's.
    house.clock.advance_ms(1000);
    let part = visitor.ask_for(PERSON, "show_form").await;
    send(&visitor, &part, values(json!({"reason": "Too small", "city": "Odense"}))).await.ok();
    let values = visitor.get("/export").await.ok()["session"]["values"].clone();
    assert_eq!(values.as_array().unwrap().len(), 2);
    assert_eq!(values[1]["value"], "Odense");
    assert_eq!(values[1]["updated_at"], "2026-01-05T10:00:01.000Z");
}
