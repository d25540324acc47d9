//! Every operation against every credential: one table, made from the server's own document. What is sent and what may
//! be answered follow from the document, too: no operation is named here.
//!
//! Contract: Diverge reference 1.1.

use parlour_domain::{access, chatbot};
use parlour_model::Environment;
use parlour_model::config::{LivechatSettings, Settings};
use parlour_tests::client::Answer;
use parlour_tests::database::TestDb;
use parlour_tests::house::{BOT, House, Visitor, png_of_bytes, shown};
use parlour_tests::on_both;
use serde_json::{Value, json};

use super::request::{Names, Request, operations};

on_both!(every_operation_opens_to_its_own_credential_and_to_no_other);

const OTHER_BOT: &str = "other-bot";
const AGENT: &str = "0190a7c2-5b1e-7cc3-98f6-3a4b1c2d3e4f";
/// What only our visitor and those who serve them may read.
const SECRET: &str = "xylophone";

/// What a credential is.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    Key,
    VisitorToken,
    SessionToken,
    Address,
}

/// Whose it is, and whether it is still good.
#[derive(Debug, Clone, Copy, PartialEq)]
enum State {
    Ours,
    AnotherChatbots,
    /// Revoked, or run out.
    Ended,
    /// Of a visitor who was deleted.
    Gone,
}

/// What a caller shows.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Shown {
    Nothing,
    Garbage,
    /// A credential in its own place.
    Rightly(Kind, State),
    /// A key as a token, or a token as a key.
    Wrongly(Kind, State),
}

/// All that can be shown.
fn all() -> Vec<Shown> {
    use Kind::*;
    use State::*;
    let mut all = vec![Shown::Nothing, Shown::Garbage];
    for (kind, states) in [
        (Key, &[Ours, AnotherChatbots, Ended][..]),
        (VisitorToken, &[Ours, AnotherChatbots, Ended, Gone]),
        (SessionToken, &[Ours, AnotherChatbots, Ended, Gone]),
        (Address, &[Ours, AnotherChatbots, Ended]),
    ] {
        all.extend(states.iter().map(|state| Shown::Rightly(kind, *state)));
        if kind != Address {
            all.extend(states.iter().map(|state| Shown::Wrongly(kind, *state)));
        }
    }
    all
}

/// What the door does.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Door {
    Refuses(u16),
    /// It opens, but to another's rooms.
    OpensElsewhere,
    Opens,
}

/// What the door of an operation behind `scheme` does with what is shown.
fn door(scheme: Option<&str>, shown: Shown) -> Door {
    let own = match scheme {
        None => return Door::Opens,
        Some("apiKey") => Kind::Key,
        Some("visitorToken") => Kind::VisitorToken,
        Some("sessionToken") => Kind::SessionToken,
        Some("signedAddress") => Kind::Address,
        Some(other) => panic!("a credential that this table does not know: {other}"),
    };
    match (own, shown) {
        (_, Shown::Rightly(kind, State::Ours)) if kind == own => Door::Opens,
        // An address is good for its own file only.
        (Kind::Address, _) => Door::Refuses(401),
        (_, Shown::Rightly(kind, State::AnotherChatbots)) if kind == own => Door::OpensElsewhere,
        (_, Shown::Rightly(kind, _)) if kind == own => Door::Refuses(401),
        (_, Shown::Nothing | Shown::Garbage | Shown::Rightly(Kind::Address, _)) => Door::Refuses(401),
        (_, Shown::Wrongly(Kind::Address, _)) => Door::Refuses(401),
        (_, Shown::Rightly(_, State::Ended) | Shown::Wrongly(_, State::Ended)) => Door::Refuses(401),
        // Good, but of another kind; whether the visitor is still there is not asked.
        (_, Shown::Rightly(..)) => Door::Refuses(403),
        (Kind::Key, Shown::Wrongly(Kind::Key, _)) => Door::Refuses(401),
        (Kind::Key, Shown::Wrongly(..)) => Door::Refuses(403),
        (_, Shown::Wrongly(Kind::Key, _)) => Door::Refuses(403),
        (_, Shown::Wrongly(..)) => Door::Refuses(401),
    }
}

/// The credentials of one visitor and of those who serve them, and what else they are called by.
#[derive(Debug, Clone, Default)]
struct Side {
    key: String,
    visitor: String,
    session: String,
    address: String,
    names: Vec<(&'static str, String)>,
}

impl Side {
    fn credential(&self, kind: Kind) -> &str {
        match kind {
            Kind::Key => &self.key,
            Kind::VisitorToken => &self.visitor,
            Kind::SessionToken => &self.session,
            Kind::Address => &self.address,
        }
    }
}

/// Those who may call: what is made once, and both chatbots' sides, which are made anew for each operation.
struct Callers<'a> {
    house: &'a House,
    other_key: String,
    other_address: String,
    file: (String, String),
    ended: Side,
    gone: Side,
}

impl<'a> Callers<'a> {
    async fn of(house: &'a House) -> Self {
        let settings = || Settings {
            livechat: LivechatSettings { enabled: true, ..LivechatSettings::default() },
            ..Settings::default()
        };
        house.configure(settings()).await;
        house.chatbot(OTHER_BOT, settings()).await;
        house.change("INSERT INTO account (id, name, created_ms) VALUES ('acct_other', 'other', 0)").await;
        let move_away = format!("UPDATE chatbot SET account_id = 'acct_other' WHERE id = '{OTHER_BOT}'");
        house.change(&move_away).await;
        let other_key = house.new_key(Environment::Live).await;
        let prefix = &other_key[..16];
        let move_away = format!("UPDATE api_key SET account_id = 'acct_other' WHERE id = '{prefix}'");
        house.change(&move_away).await;
        let form = json!({"form_id": "callback", "name": "Callback", "trigger": "manual", "fields": [],
            "override_targets": [], "submit_actions": [], "min_filled_fields": 0});
        chatbot::put_forms(&house.cx, BOT, vec![serde_json::from_value(form).unwrap()]).await.unwrap();
        let told = json!({"enabled": true, "url": "https://crm.example.com/hooks"});
        house.call("PUT", "/api/v1/chat/webhook").key(&house.key).json(&told).send().await.ok();

        let mut callers = Self {
            house,
            other_key,
            other_address: String::new(),
            file: Default::default(),
            ended: Side::default(),
            gone: Side::default(),
        };
        let early = callers.side(&house.key, BOT, "early").await;
        let (_, address) = callers.picture(&house.key, BOT, "early").await;
        let revoked = house.new_key(Environment::Live).await;
        access::revoke_key(&house.cx, &revoked[..16]).await.unwrap();
        house.clock.advance_ms(24 * 60 * 60 * 1000);
        callers.ended = Side { key: revoked, address, ..early };
        callers.file = callers.picture(&house.key, BOT, "late").await;
        callers.other_address = callers.picture(&callers.other_key, OTHER_BOT, "late").await.1;
        let gone = callers.side(&house.key, BOT, "gone").await;
        house.call("DELETE", "/api/v1/chat").token(&gone.visitor).send().await.is(204);
        callers.gone = gone;
        callers
    }

    /// A file that a visitor sent, and what signs its address.
    async fn picture(&self, key: &str, chatbot_id: &str, name: &str) -> (String, String) {
        let signed_in = self.house.sign_in(key, chatbot_id, name).await.ok();
        let token = signed_in["token"].as_str().unwrap().to_owned();
        let visitor = Visitor { house: self.house, name: name.to_owned(), token };
        visitor.message(&shown(&png_of_bytes(300 * 1024), "image/png")).listen().await.all().await;
        let history = visitor.history().await;
        let mut parts = history.iter().flat_map(|message| message["parts"].as_array().unwrap());
        let part = parts.find(|part| part["type"] == "image").unwrap();
        let (_, signature) = part["url"].as_str().unwrap().split_once("token=").unwrap();
        (part["attachment_id"].as_str().unwrap().to_owned(), signature.to_owned())
    }

    /// A visitor of a chatbot who has told the machine a secret and waits for a person.
    async fn side(&self, key: &str, chatbot_id: &str, name: &str) -> Side {
        let house = self.house;
        let signed_in = house.sign_in(key, chatbot_id, name).await.ok();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let visitor = Visitor { house, name: name.to_owned(), token: text(&signed_in["token"]) };
        let word = if chatbot_id == BOT { SECRET } else { "harmonica" };
        let frames = visitor.say(&format!("Do you have a {word}?")).await;
        let answer = &frames.last().unwrap().data["message"];
        let asked = json!({"platform": "website", "source": "manual_button"});
        let session = text(&visitor.post("/livechat/handover", &asked).await.ok()["livechat_session_id"]);
        let mint = format!("/api/v1/chat/livechat/sessions/{session}/token");
        let minted = house.call("POST", &mint).key(key).send().await.ok();
        Side {
            key: key.to_owned(),
            visitor: visitor.token,
            session: text(&minted["token"]),
            address: String::new(),
            names: vec![
                ("message_id", text(&answer["message_id"])),
                ("part_id", text(&answer["parts"][0]["part_id"])),
                ("livechat_session_id", session),
            ],
        }
    }

    /// The side of another account's chatbot.
    async fn others(&self, name: &str) -> Side {
        let side = self.side(&self.other_key, OTHER_BOT, name).await;
        Side { address: self.other_address.clone(), ..side }
    }

    /// Our side, in which everything that an operation can name is there.
    async fn ours(&self, name: &str) -> Side {
        let house = self.house;
        let mut side = self.side(&house.key, BOT, name).await;
        let put = format!("/api/v1/chat/livechat/agents/{AGENT}");
        house.call("PUT", &put).key(&house.key).json(&json!({"display_name": "Alice"})).send().await;
        let events = house.call("GET", "/api/v1/chat/events?limit=1").key(&house.key).send().await.ok();
        let (file, signature) = self.file.clone();
        side.names.extend([
            ("event_id", events["events"][0]["event_id"].as_str().unwrap().to_owned()),
            ("attachment_id", file),
            ("form_id", "callback".to_owned()),
            ("agent_id", AGENT.to_owned()),
            ("chatbot_id", BOT.to_owned()),
            ("company", BOT.to_owned()),
            ("facia", "default.json".to_owned()),
        ]);
        Side { address: signature, ..side }
    }
}

/// Both sides of one operation, and those who are neither.
struct Trial<'a> {
    callers: &'a Callers<'a>,
    ours: Side,
    others: Side,
}

impl Trial<'_> {
    async fn send(&self, request: &Request, shown: Shown) -> Answer {
        let credential = |kind, state| match state {
            State::Ours => self.ours.credential(kind),
            State::AnotherChatbots => self.others.credential(kind),
            State::Ended => self.callers.ended.credential(kind),
            State::Gone => self.callers.gone.credential(kind),
        };
        let signature = match shown {
            Shown::Rightly(Kind::Address, state) => credential(Kind::Address, state),
            _ => "",
        };
        let house = self.callers.house;
        let mut call = house.call(&request.method, &request.address(signature)).header("origin", &house.url);
        if let Some(body) = &request.body {
            call = call.json(body);
        }
        match shown {
            Shown::Nothing | Shown::Rightly(Kind::Address, _) | Shown::Wrongly(Kind::Address, _) => call,
            Shown::Garbage => call.token("garbage"),
            Shown::Rightly(Kind::Key, state) => call.key(credential(Kind::Key, state)),
            Shown::Rightly(kind, state) => call.token(credential(kind, state)),
            Shown::Wrongly(Kind::Key, state) => call.token(credential(Kind::Key, state)),
            Shown::Wrongly(kind, state) => call.key(credential(kind, state)),
        }
        .send()
        .await
    }
}

/// What is told of a thing that is not there is told of another's thing in the same words.
fn same_but_for_the_names((request, known): (&Request, &Answer), (asked, unknown): (&Request, &Answer)) {
    let strike = |answer: &Answer, names: &Names| {
        names.iter().fold(answer.text().to_owned(), |text, (_, name)| text.replace(name.as_str(), "…"))
    };
    let (of_known, of_unknown) = (strike(known, &request.path_names), strike(unknown, &asked.path_names));
    assert_eq!((known.status, of_known), (unknown.status, of_unknown), "{}", request.name);
}

async fn every_operation_opens_to_its_own_credential_and_to_no_other(db: TestDb) {
    let house = House::start(db).await;
    let callers = Callers::of(&house).await;
    let document = house.call("GET", "/api/openapi.json").send().await.ok();
    let (mut operations_seen, mut guarded, mut served, mut tried) = (0, 0, 0, 0);
    for operation in operations(&document) {
        let trial = Trial {
            ours: callers.ours(&format!("ours{operations_seen}")).await,
            others: callers.others(&format!("others{operations_seen}")).await,
            callers: &callers,
        };
        let request = operation.request(&document, &trial.ours.names);
        let unknown = operation.request(&document, &operation.unknown_names(&trial.ours.names));
        let scheme = operation.scheme();
        let rank = |shown: &Shown| match door(scheme, *shown) {
            Door::Refuses(_) => 0,
            Door::OpensElsewhere => 1,
            Door::Opens => 2,
        };
        // What opens comes last: it may leave nothing for the others to be refused.
        let mut shown = all();
        shown.sort_by_key(rank);
        for shown in shown {
            let answer = trial.send(&request, shown).await;
            let what = format!("{} with {shown:?}: {answer:?}", request.name);
            assert!(operation.answers(answer.status), "the document does not know this answer: {what}");
            match door(scheme, shown) {
                Door::Refuses(401) => drop(answer.refused(401, "unauthorized")),
                Door::Refuses(status) => drop(answer.refused(status, "forbidden")),
                Door::OpensElsewhere => {
                    assert!(answer.status != 401 && answer.status < 429, "{what}");
                    let body = String::from_utf8_lossy(&answer.body);
                    assert!(!body.contains(SECRET) && !body.contains("\"ours"), "{what}");
                    if !request.path_names.is_empty() {
                        let nothing = trial.send(&unknown, shown).await;
                        match nothing.status {
                            404 => same_but_for_the_names((&request, &answer), (&unknown, &nothing)),
                            _ => assert!(answer.status >= 400, "{what}"),
                        }
                    }
                }
                Door::Opens => {
                    assert!(!matches!(answer.status, 401 | 403 | 429..), "{what}");
                    guarded += usize::from(scheme.is_some());
                    served += usize::from(scheme.is_some() && answer.status < 300);
                }
            }
            tried += 1;
        }
        operations_seen += 1;
    }
    assert!(operations_seen >= 50 && tried == operations_seen * all().len(), "only {tried} were tried");
    // Most are asked for what is there: their doors lead somewhere.
    assert!(served * 10 >= guarded * 8, "only {served} of {guarded} were served");
}
