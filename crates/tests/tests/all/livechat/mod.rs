//! Livechat, from both sides, over real sockets.

mod agent;
mod beside;
mod customer;
mod data;
mod files;
mod handover;
mod journal;
mod asking_by_form;
mod queue;
mod quiet;
mod races;
mod silence;
mod sync;
mod taking_over;

use parlour_model::config::LivechatSettings;
use parlour_model::config::Settings;
use parlour_tests::client::Answer;
use parlour_tests::database::TestDb;
use parlour_tests::house::{House, Visitor, said};
use serde_json::{Value, json};

const ALICE: &str = "7c9e6679-7425-40de-944b-e07fc1f90ae7";
const BOB: &str = "16fd2706-8baf-433b-82eb-8c7fada847da";

/// Livechat turned on.
fn turned_on() -> LivechatSettings {
    LivechatSettings { enabled: true, ..LivechatSettings::default() }
}

/// A shop whose visitors can ask for Alice and Bob.
async fn staffed(db: TestDb) -> House {
    let house = House::start(db).await;
    staff(&house, turned_on()).await;
    house
}

async fn staff(house: &House, livechat: LivechatSettings) {
    house.configure(Settings { livechat, ..Settings::default() }).await;
    for (id, name) in [(ALICE, "Alice"), (BOB, "Bob")] {
        let sql = format!(
            "INSERT INTO agent (id, account_id, display_name, avatar_url, avatar_mime, created_ms, updated_ms)
             SELECT '{id}', account_id, '{name}', NULL, NULL, 1, 1 FROM chatbot WHERE id = 'shop-bot'"
        );
        house.change(&sql).await;
    }
}

/// A wish for a person.
fn wish() -> Value {
    json!({"platform": "website", "source": "manual_button"})
}

/// Asks for a person; the session.
async fn ask(visitor: &Visitor<'_>) -> Value {
    visitor.post("/livechat/handover", &wish()).await.ok()
}

async fn state(visitor: &Visitor<'_>) -> Value {
    visitor.get("/livechat/state").await.ok()
}

/// The agents' app of one session.
struct Desk<'a> {
    house: &'a House,
    token: String,
}

impl<'a> Desk<'a> {
    /// The app that heard of the visitor's newest session.
    async fn of(visitor: &Visitor<'a>) -> Self {
        let id = state(visitor).await["livechat_session_id"].as_str().unwrap().to_owned();
        Self { house: visitor.house, token: visitor.house.session_token(&id).await }
    }

    async fn get(&self, path: &str) -> Answer {
        let path = format!("/api/v1/chat/livechat/agent{path}");
        self.house.call("GET", &path).token(&self.token).send().await
    }

    async fn post(&self, path: &str, body: &Value) -> Answer {
        let path = format!("/api/v1/chat/livechat/agent{path}");
        self.house.call("POST", &path).token(&self.token).json(body).send().await
    }

    async fn say(&self, agent_id: &str, text: &str) -> Answer {
        let body = json!({"agent_id": agent_id, "message": said(text)["message"]});
        self.post("/messages", &body).await
    }

    async fn types(&self, agent_id: &str, is_typing: bool) -> Answer {
        self.post("/typing", &json!({"agent_id": agent_id, "is_typing": is_typing})).await
    }
}

/// A visitor in a session of which Alice is in charge.
async fn with_alice<'a>(visitor: &Visitor<'a>) -> Desk<'a> {
    ask(visitor).await;
    let desk = Desk::of(visitor).await;
    desk.say(ALICE, "Hello, I am Alice").await.ok();
    desk
}

/// The events of the journal, oldest first: type and payload.
async fn events(house: &House) -> Vec<(String, Value)> {
    let rows = house.texts("SELECT type || ' ' || payload AS t FROM event ORDER BY id").await;
    let split = |row: String| {
        let (kind, payload) = row.split_once(' ').unwrap();
        (kind.to_owned(), serde_json::from_str(payload).unwrap())
    };
    rows.into_iter().map(split).collect()
}

/// The types of the journal's events, oldest first.
async fn told(house: &House) -> Vec<String> {
    events(house).await.into_iter().map(|(kind, _)| kind).collect()
}
