//! The process that is measured: it records events, each in a transaction of its own, and delivers them as the server
//! does. It also posts without any of that, as the reference. Told what to do by lines on its standard input.

use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use parlour_domain::Cx;
use parlour_domain::webhook::{Courier, Secret, TIMEOUT, WebhookChange, put_settings};
use parlour_model::config::Settings;
use parlour_model::livechat::{Phase, Platform};
use parlour_model::webhook::DeliveryStatus;
use parlour_model::{Clock, Environment, Ids, Timestamp};
use parlour_store::livechat::{HandoverRequest, Session};
use parlour_store::{Db, access, chatbot, event, livechat, visitor};
use serde_json::{Value, json};
use tokio::sync::{Mutex, mpsc};
use tokio::time::Instant;

use super::{Order, now_ns};
use crate::client::Client;

const LIVE: Environment = Environment::Live;
/// How many livechat sessions the events of a chatbot belong to.
const SESSIONS: usize = 512;
/// How many record, or post, at once.
const TASKS: usize = 32;
/// As in the server's loop.
const LOOK_EVERY: Duration = Duration::from_secs(1);
const LOOKS_APART: Duration = Duration::from_millis(2);
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

type Fault = Box<dyn Error + Send + Sync>;

/// Does as it is told on the database at `place`, a folder or a `postgres://` address, until its input ends.
pub(crate) async fn run(place: &str) -> Result<(), Box<dyn Error>> {
    let db = match place.starts_with("postgres") {
        true => Db::open_postgres(place).await?,
        false => Db::open_sqlite(place.as_ref()).await?,
    };
    let clock = Clock::new(|| (now_ns() / 1_000_000).cast_signed());
    let files = Arc::new(object_store::memory::InMemory::new());
    let cx = Cx::new(db, clock, Ids::random(), files, "http://127.0.0.1").await?.with_loopback_webhooks();
    furnish(&cx).await?;
    let courier = Courier::new(cx.clone(), TIMEOUT)?;
    let delivering = courier.clone();
    tokio::spawn(async move {
        loop {
            delivering.start_pass().await;
            tokio::time::sleep(LOOKS_APART).await;
            // A look a second, whatever is hinted at.
            let _ = tokio::time::timeout(LOOK_EVERY, delivering.hinted()).await;
        }
    });
    println!("ready");
    let (hand_over, mut lines) = mpsc::unbounded_channel();
    std::thread::spawn(move || {
        let lines = std::io::stdin().lines().map_while(Result::ok);
        lines.map(|line| hand_over.send(line)).all(|sent| sent.is_ok());
    });
    while let Some(line) = lines.recv().await {
        let done = obey(&cx, &courier, serde_json::from_str(&line)?).await.map_err(|e| e.to_string())?;
        println!("{}", serde_json::to_string(&done)?);
    }
    Ok(())
}

/// Follows one order; when each thing that it did was done, in nanoseconds since 1970.
async fn obey(cx: &Cx, courier: &Courier, order: Order) -> Result<Vec<u64>, Fault> {
    match order {
        Order::Tell { bot, url } => {
            let (enabled, url) = (Some(url.is_some()), url.map(Some));
            let change = WebhookChange { enabled, url, secret: Secret::Keep, events: None };
            put_settings(cx, &bot, LIVE, change).await?;
            Ok(vec![now_ns()])
        }
        Order::Record { bot, run, count, per_s } => {
            let (cx, courier) = (cx.clone(), courier.clone());
            let record = move |i| {
                let (cx, courier) = (cx.clone(), courier.clone());
                let new = happening(&bot, &run, i, cx.clock.now());
                async move {
                    cx.db.write(async move |tx| event::insert(tx, &new).await).await?;
                    let done = now_ns();
                    courier.hint();
                    Ok(done)
                }
            };
            paced(count, per_s, record).await
        }
        Order::Fill { bot, run, count } => {
            for from in (0..count).step_by(500) {
                let (bot, run, now) = (bot.clone(), run.clone(), cx.clock.now());
                let until = count.min(from + 500);
                let fill = cx.db.write(async move |tx| {
                    for i in from..until {
                        event::insert(tx, &happening(&bot, &run, i, now)).await?;
                    }
                    Ok::<_, parlour_store::Error>(())
                });
                fill.await?;
            }
            Ok(vec![])
        }
        Order::Post { address, run, count, per_s } => post(&address, &run, count, per_s).await,
    }
}

/// Posts the same payloads without recording, claiming, signing or keeping anything; when each was begun.
async fn post(address: &str, run: &str, count: usize, per_s: Option<u32>) -> Result<Vec<u64>, Fault> {
    let mut clients = Vec::new();
    for _ in 0..TASKS {
        clients.push(Arc::new(Mutex::new(Client::connect(address).await?)));
    }
    let run = run.to_owned();
    let post = move |i: usize| {
        let (client, new) = (clients[i % TASKS].clone(), happening("well", &run, i, Timestamp(1)));
        async move {
            let mut body = json!({"event_id": new.id, "type": new.kind, "environment": "live"});
            if let (Some(body), Value::Object(payload)) = (body.as_object_mut(), new.payload) {
                body.extend(payload);
            }
            let body = serde_json::to_string(&body)?;
            let begun = now_ns();
            client.lock().await.post("/hooks", "Bearer none", &body).await?;
            Ok(begun)
        }
    };
    paced(count, per_s, post).await
}

/// Does `what` so many times, as fast as the tasks can or at a steady pace; what it gave, in order.
async fn paced<W, F>(count: usize, per_s: Option<u32>, what: W) -> Result<Vec<u64>, Fault>
where
    W: Fn(usize) -> F + Send + Sync + 'static,
    F: Future<Output = Result<u64, Fault>> + Send,
{
    let (what, next, begin) = (Arc::new(what), Arc::new(AtomicUsize::new(0)), Instant::now());
    let tasks: Vec<_> = (0..TASKS)
        .map(|_| {
            let (what, next) = (what.clone(), next.clone());
            tokio::spawn(async move {
                let mut done = Vec::new();
                loop {
                    let i = next.fetch_add(1, Ordering::Relaxed);
                    if i >= count {
                        return Ok::<_, Fault>(done);
                    }
                    if let Some(per_s) = per_s {
                        let after = Duration::from_secs_f64(i as f64 / f64::from(per_s));
                        tokio::time::sleep_until(begin + after).await;
                    }
                    done.push((i, what(i).await?));
                }
            })
        })
        .collect();
    let mut all = vec![0; count];
    for task in tasks {
        for (i, value) in task.await?? {
            all[i] = value;
        }
    }
    Ok(all)
}

/// The `i`th event of a run: what a visitor wrote to the person in charge.
fn happening(bot: &str, run: &str, i: usize, now: Timestamp) -> event::Event {
    let session = i % SESSIONS;
    let payload = json!({
        "visitor": {"id": format!("visitor-{session}"), "session_id": format!("conv_{session}")},
        "livechat_session": {
            "livechat_session_id": session_id(bot, session), "environment": "live", "status": "active",
            "platform": "website", "language": "english", "requested_at": "2026-01-05T10:00:00.000Z",
            "agent_joined_at": "2026-01-05T10:01:00.000Z", "closed_at": null, "closed_by": null,
            "closed_by_agent_id": null, "close_reason": null, "updated_at": "2026-01-05T10:01:00.000Z",
            "state_version": 2
        },
        "session_values": [{"key": "email", "label": "Email", "type": "email", "value": "ada@example.com",
            "updated_at": "2026-01-05T10:00:00.000Z"}],
        "language": "english",
        "message": {"message_id": format!("msg_{run}_{i}"), "role": "user", "sequence_number": i,
            "created_at": "2026-01-05T10:02:00.000Z", "parts": [{"type": "rich_text",
            "part_id": format!("part_{run}_{i}"), "blocks": [{"type": "paragraph", "spans": [{"type": "text",
            "text": "My parcel was to come on Monday, and I have not heard of it since. Can you look where it is?"}]}]}]}
    });
    event::Event {
        id: format!("evt_{run}_{i}"),
        chatbot_id: bot.to_owned(),
        environment: LIVE,
        visitor_key: format!("visitor-{session}"),
        kind: "livechat.customer.message.created".into(),
        payload,
        created_at: now,
        expires_at: now.plus_ms(30 * DAY_MS),
        livechat_session_id: Some(session_id(bot, session)),
        status: Some(DeliveryStatus::Pending),
    }
}

fn session_id(bot: &str, session: usize) -> String {
    format!("livechat_session_{bot}_{session}")
}

/// Makes both chatbots and their livechat sessions.
async fn furnish(cx: &Cx) -> Result<(), Box<dyn Error>> {
    let ids = cx.ids.clone();
    let furnish = cx.db.write(async move |tx| {
        access::insert_account(tx, "acct_bench", "bench", Timestamp(1)).await?;
        for bot in ["well", "dead"] {
            let new = chatbot::Chatbot {
                id: bot.into(),
                account_id: "acct_bench".into(),
                public_id: ids.next(""),
                sdk_key: ids.next(""),
                name: bot.into(),
                settings: Settings::default(),
                enabled: true,
                knowledge_version: 0,
                created_at: Timestamp(1),
            };
            chatbot::insert(tx, &new).await?;
            for session in 0..SESSIONS {
                let new = visitor::Visitor {
                    id: ids.next("visitor_"),
                    visitor_key: format!("visitor-{session}"),
                    chatbot_id: bot.into(),
                    environment: LIVE,
                    created_at: Timestamp(1),
                };
                let visitor = visitor::get_or_insert(tx, &new).await?;
                livechat::insert(tx, &a_session(bot, session, visitor.id)).await?;
            }
        }
        Ok::<_, parlour_store::Error>(())
    });
    Ok(furnish.await?)
}

fn a_session(bot: &str, session: usize, visitor_id: String) -> Session {
    let request = HandoverRequest {
        id: session_id(bot, session),
        chatbot_id: bot.to_owned(),
        visitor_id,
        conversation_id: format!("conv_{session}"),
        environment: LIVE,
        platform: Platform::Website,
        source: "manual_button".into(),
        part_id: None,
        language: Some("english".into()),
        client_context: None,
    };
    Session { status: Phase::Active, ..Session::requested(request, Timestamp(1)) }
}
