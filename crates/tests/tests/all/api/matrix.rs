//! Every operation against every credential: one table, made from the server's own list of operations.

use parlour_domain::access;
use parlour_model::Environment;
use parlour_model::config::LivechatSettings;
use parlour_model::config::Settings;
use parlour_tests::client::Call;
use parlour_tests::database::TestDb;
use parlour_tests::house::{BOT, House, Visitor, said};
use parlour_tests::on_both;
use serde_json::{Value, json};

on_both!(every_operation_opens_to_its_own_credential_and_to_no_other);

/// What a caller shows.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Shown {
    Nothing,
    Garbage,
    Key,
    KeyAsToken,
    RevokedKey,
    Token,
    TokenAsKey,
    ExpiredToken,
    DeletedVisitorsToken,
    SessionToken,
    SessionTokenAsKey,
    DeletedVisitorsSessionToken,
}

const ALL: [Shown; 12] = [
    Shown::Nothing,
    Shown::Garbage,
    Shown::Key,
    Shown::KeyAsToken,
    Shown::RevokedKey,
    Shown::Token,
    Shown::TokenAsKey,
    Shown::ExpiredToken,
    Shown::DeletedVisitorsToken,
    Shown::SessionToken,
    Shown::SessionTokenAsKey,
    Shown::DeletedVisitorsSessionToken,
];

struct Credentials {
    key: String,
    revoked: String,
    token: String,
    expired: String,
    deleted: String,
    session: String,
    deleted_session: String,
}

impl Credentials {
    fn show(&self, call: Call, shown: Shown) -> Call {
        match shown {
            Shown::Nothing => call,
            Shown::Garbage => call.token("garbage"),
            Shown::Key => call.key(&self.key),
            Shown::KeyAsToken => call.token(&self.key),
            Shown::RevokedKey => call.key(&self.revoked),
            Shown::Token => call.token(&self.token),
            Shown::TokenAsKey => call.key(&self.token),
            Shown::ExpiredToken => call.token(&self.expired),
            Shown::DeletedVisitorsToken => call.token(&self.deleted),
            Shown::SessionToken => call.token(&self.session),
            Shown::SessionTokenAsKey => call.key(&self.session),
            Shown::DeletedVisitorsSessionToken => call.token(&self.deleted_session),
        }
    }
}

/// The status that an operation behind `credential` answers; `good` is its answer to its own credential.
fn expected(credential: Option<&str>, shown: Shown, good: u16) -> u16 {
    match (credential, shown) {
        (None, _) | (Some("signedAddress"), _) => good,
        (Some("apiKey"), Shown::Key) | (Some("visitorToken"), Shown::Token) => good,
        // Good, but of another kind; whether the visitor is still there is not asked.
        (Some("apiKey"), Shown::Token | Shown::TokenAsKey | Shown::DeletedVisitorsToken) => 403,
        (
            Some("apiKey"),
            Shown::SessionToken | Shown::SessionTokenAsKey | Shown::DeletedVisitorsSessionToken,
        ) => 403,
        (Some("visitorToken"), Shown::Key | Shown::KeyAsToken) => 403,
        (Some("visitorToken"), Shown::SessionToken | Shown::DeletedVisitorsSessionToken) => 403,
        (Some("sessionToken"), Shown::SessionToken) => good,
        (Some("sessionToken"), Shown::Key | Shown::KeyAsToken) => 403,
        (Some("sessionToken"), Shown::Token | Shown::DeletedVisitorsToken) => 403,
        (Some("apiKey" | "visitorToken" | "sessionToken"), _) => 401,
        (Some(other), _) => panic!("a credential that this table does not know: {other}"),
    }
}

/// A body and headers that the operation takes, and the status it then answers.
fn example(operation: &str) -> (Option<Value>, u16) {
    match operation {
        "signIn" => (Some(json!({"chatbot_id": BOT, "visitor_id": "someone"})), 200),
        "getConfig" | "listMessages" | "exportVisitor" | "getSession" | "listBanners" => (None, 200),
        "getForm" => (None, 404),
        "fillForm" => (Some(json!({"values": {}})), 404),
        "getLivechatSettings" | "listAgents" => (None, 200),
        "putLivechatSettings" => (Some(json!({"enabled": true})), 200),
        // In the order in which the document lists them: an agent is put once it was not found.
        "getAgent" | "getAgentAvatar" => (None, 404),
        "putAgent" => (Some(json!({"display_name": "Alice"})), 201),
        "deleteAgent" => (None, 204),
        "sendMessage" => (Some(said("hello")), 200),
        "resumeAnswer" | "stopAnswer" | "getClassification" => (None, 404),
        "submitAction" => {
            (Some(json!({"part_id": "p", "action": {"type": "contact_form", "fields": {}}})), 404)
        }
        "rateConversation" => (Some(json!({"rating": 5})), 200),
        "deleteVisitor" => (None, 204),
        "getAttachment" => (None, 401),
        "openPublicSession" => (Some(json!({"chatbot_id": BOT, "visitor_key": "0123456789abcdef"})), 200),
        // The visitor of each try waits for a person.
        "requestHandover" => (Some(json!({"platform": "website", "source": "manual_button"})), 200),
        "getLivechatState" | "listLivechatMessages" | "syncLivechat" => (None, 200),
        "sendLivechatMessage" => (Some(said("hello")), 409),
        "setTyping" => (Some(json!({"is_typing": true})), 409),
        "closeLivechat" => (Some(json!({})), 200),
        "rateLivechat" => (Some(json!({"rating": 5})), 409),
        "getAgentContext" | "listAgentMessages" => (None, 200),
        "sendAgentMessage" => (Some(json!({"agent_id": "a", "message": said("hello")["message"]})), 404),
        "setAgentTyping" => (Some(json!({"agent_id": "a", "is_typing": true})), 404),
        "closeAsAgent" => (Some(json!({})), 200),
        "getWebhook" | "listEvents" => (None, 200),
        "putWebhook" => (Some(json!({"enabled": true, "url": "https://crm.example.com/hooks"})), 200),
        "getEvent" | "listAttempts" | "replayEvent" => (None, 404),
        "isUp" | "isReady" | "getOpenApi" => (None, 200),
        other => panic!("a new operation: say here what it takes and answers: {other}"),
    }
}

/// The token of a session in which the visitor waits for a person.
async fn session_token(visitor: &Visitor<'_>) -> String {
    let asked = json!({"platform": "website", "source": "manual_button"});
    let session = visitor.post("/livechat/handover", &asked).await.ok();
    visitor.house.session_token(session["livechat_session_id"].as_str().unwrap()).await
}

async fn every_operation_opens_to_its_own_credential_and_to_no_other(db: TestDb) {
    let house = House::start(db).await;
    let livechat = LivechatSettings { enabled: true, ..LivechatSettings::default() };
    house.configure(Settings { livechat, ..Settings::default() }).await;
    let expired = house.visitor("expired").await.token;
    house.clock.advance_ms(24 * 60 * 60 * 1000);
    let revoked = house.new_key(Environment::Live).await;
    access::revoke_key(&house.cx, &revoked[..16]).await.unwrap();
    let document = house.call("GET", "/api/openapi.json").send().await.ok();
    let mut tried = 0;
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let name = operation["operationId"].as_str().unwrap();
            let (body, good) = example(name);
            let security = operation["security"][0].as_object();
            let credential = security.and_then(|of| of.keys().next()).map(String::as_str);
            for shown in ALL {
                // A fresh visitor each time: some operations leave nothing of them.
                let visitor = house.visitor(&format!("v{tried}")).await;
                visitor.say("hello").await;
                let session = session_token(&visitor).await;
                let gone = house.visitor(&format!("gone{tried}")).await;
                let deleted_session = session_token(&gone).await;
                gone.call("DELETE", "/api/v1/chat").send().await.is(204);
                let credentials = Credentials {
                    key: house.key.clone(),
                    revoked: revoked.clone(),
                    token: visitor.token.clone(),
                    expired: expired.clone(),
                    deleted: gone.token.clone(),
                    session,
                    deleted_session,
                };
                let address = path
                    .replace("{message_id}", "msg_unknown")
                    .replace("{attachment_id}", "att_unknown")
                    .replace("{form_id}", "unknown")
                    .replace("{agent_id}", "0190a7c2-5b1e-7cc3-98f6-3a4b1c2d3e4f")
                    .replace("{event_id}", "evt_unknown");
                let mut call = house.call(&method.to_uppercase(), &address).header("origin", &house.url);
                if let Some(body) = &body {
                    call = call.json(body);
                }
                let answer = credentials.show(call, shown).send().await;
                let status = expected(credential, shown, good);
                assert_eq!(answer.status, status, "{name} with {shown:?}: {answer:?}");
                match status {
                    401 => drop(answer.refused(401, "unauthorized")),
                    403 => drop(answer.refused(403, "forbidden")),
                    _ => {}
                }
                tried += 1;
            }
        }
    }
    assert!(tried >= 40 * ALL.len(), "only {tried} were tried");
}
