//! Answers that go wrong, and what is tried once more.

use serde_json::json;
use tokio::net::TcpListener;
use url::Url;

use super::*;
use crate::fake::Script;

/// The error of a chat, and how often the server was asked.
async fn refused(fake: &Fake, model: &Model) -> (Error, usize) {
    let error = model.chat(&hello()).await.map(|_| ()).unwrap_err();
    (error, fake.asked().len())
}

#[tokio::test]
async fn what_may_pass_by_itself_is_tried_once_more() {
    for fault in [
        Script::status(500, "oh"),
        Script::status(503, "loading"),
        Script::status(429, "slow down").header("retry-after", "0"),
        Script::no_answer(),
        Script::stream().cut_off(),
        Script::stream().raw(": ping\n\n").cut_off(),
        Script::stream().delta(json!({ "role": "assistant", "content": "" })).cut_off(),
        Script::stream().delta(json!({ "reasoning": "hm" })).cut_off(),
        Script::stream().event(&json!({ "error": { "message": "overloaded" } })),
        Script::stream().raw("error: {\"message\":\"oh\"}\n\ndata: {\"error\":\"oh\"}\n\n"),
        Script::stream(),
        Script::stream().raw("data: {oh\n\n"),
        Script::stream()
            .delta(json!({ "role": "assistant", "content": "" }))
            .raw("data: {\"choices\": [}\n\n"),
    ] {
        let fake = Fake::start().await;
        fake.push(fault.clone());
        fake.push(Script::text(["Hello"]));
        let (pieces, error) = rest(model(&fake).chat(&hello()).await.unwrap()).await;
        assert_eq!((text(&pieces).as_str(), error), ("Hello", None), "{fault:?}");
        assert_eq!(fake.asked().len(), 2, "{fault:?}");
    }
}

#[tokio::test]
async fn it_is_tried_once_more_only_once() {
    let fake = Fake::answering(|_| Script::status(500, "oh")).await;
    let expected = Error::Status { code: 500, excerpt: "oh".to_owned() };
    assert_eq!(refused(&fake, &model(&fake)).await, (expected, 2));
    let fake = Fake::answering(|_| Script::stream().cut_off()).await;
    let (error, asked) = refused(&fake, &model(&fake)).await;
    assert!(matches!(error, Error::Broken { .. } | Error::CutOff), "{error:?}");
    assert_eq!(asked, 2);
}

#[tokio::test]
async fn what_will_not_pass_is_told_at_once() {
    let page = Script::stream().raw("<html>Sign in</html>");
    let limited = |after: &str| Script::status(429, "slow down").header("retry-after", after);
    for (fault, expected) in [
        (Script::status(401, "no key"), Error::Unauthorized { code: 401, excerpt: "no key".to_owned() }),
        (
            Script::status(403, "not yours"),
            Error::Unauthorized { code: 403, excerpt: "not yours".to_owned() },
        ),
        (
            Script::status(404, "no such model"),
            Error::Status { code: 404, excerpt: "no such model".to_owned() },
        ),
        (Script::status(501, "no"), Error::Status { code: 501, excerpt: "no".to_owned() }),
        (limited("60"), Error::RateLimited { retry_after: Some(Duration::from_secs(60)) }),
        (page, Error::Garbled { excerpt: "<html>Sign in</html>".to_owned() }),
        (Script::json(&json!({ "hello": 1 })), Error::Garbled { excerpt: "{\"hello\":1}".to_owned() }),
    ] {
        let fake = Fake::start().await;
        fake.push(fault);
        assert_eq!(refused(&fake, &model(&fake)).await, (expected, 1));
    }
}

#[tokio::test]
async fn nothing_is_tried_again_once_a_token_was_given_out() {
    for fault in [
        Script::stream().say("Hel").cut_off(),
        Script::stream().say("Hel"),
        Script::stream().say("Hel").event(&json!({ "error": { "message": "overloaded" } })),
        Script::stream().say("Hel").raw("data: {oh\n\n"),
        Script::stream().say("Hel").raw(b"data: \xff\xfe\n\n".to_vec()),
    ] {
        let fake = Fake::start().await;
        fake.push(fault.clone());
        let (pieces, error) = rest(model(&fake).chat(&hello()).await.unwrap()).await;
        assert_eq!((pieces.len(), text(&pieces).as_str()), (1, "Hel"), "{fault:?}");
        assert!(error.is_some(), "{fault:?}");
        assert_eq!(fake.asked().len(), 1, "{fault:?}");
    }
}

#[tokio::test]
async fn a_model_that_does_not_begin_is_given_up_at_once() {
    for silence in [
        Script::silent(),
        Script::stream().then_silence(),
        Script::stream().raw(": ping\n\n").then_silence(),
        Script::stream().delta(json!({ "role": "assistant", "content": "" })).then_silence(),
    ] {
        let fake = Fake::answering(move |_| silence.clone()).await;
        let model = impatient(&fake, |deadlines| deadlines.first_token = SOON);
        assert_eq!(refused(&fake, &model).await, (Error::FirstTokenLate { after: SOON }, 1));
        fake.was_hung_up_on(0).await;
    }
}

#[tokio::test]
async fn a_second_attempt_has_only_what_is_left_of_the_time() {
    let fake = Fake::start().await;
    fake.push(Script::status(503, "loading"));
    let model = impatient(&fake, |deadlines| deadlines.first_token = SOON);
    let expected = Error::Status { code: 503, excerpt: "loading".to_owned() };
    assert_eq!(refused(&fake, &model).await, (expected, 1), "the pause alone takes longer");

    let fake = Fake::start().await;
    fake.push(Script::status(503, "loading"));
    fake.push(Script::silent());
    let patience = SOON * 14;
    let model = impatient(&fake, |deadlines| deadlines.first_token = patience);
    assert_eq!(refused(&fake, &model).await, (Error::FirstTokenLate { after: patience }, 2));
}

#[tokio::test]
async fn an_answer_that_stops_coming_is_given_up() {
    for silence in [
        Script::stream().say("Hel").then_silence(),
        Script::stream().say("Hel").raw(": ping\n\n").then_silence(),
    ] {
        let fake = Fake::start().await;
        fake.push(silence);
        let model = impatient(&fake, |deadlines| deadlines.stall = SOON);
        let (pieces, error) = rest(model.chat(&hello()).await.unwrap()).await;
        assert_eq!((text(&pieces).as_str(), error), ("Hel", Some(Error::Stalled { after: SOON })));
        fake.was_hung_up_on(0).await;
    }
}

#[tokio::test]
async fn a_model_that_thinks_aloud_has_begun() {
    let fake = Fake::answering(|_| Script::stream().delta(json!({ "thinking": "hm" })).then_silence()).await;
    let model = impatient(&fake, |deadlines| deadlines.stall = SOON);
    assert_eq!(refused(&fake, &model).await, (Error::Stalled { after: SOON }, 1));
}

#[tokio::test]
async fn an_answer_that_never_ends_is_given_up() {
    let fake = Fake::start().await;
    fake.push(Script::stream().say("Hel").then_silence());
    let model = impatient(&fake, |deadlines| deadlines.total = Duration::from_millis(600));
    let (pieces, error) = rest(model.chat(&hello()).await.unwrap()).await;
    let late = Error::TooLong { after: Duration::from_millis(600) };
    assert_eq!((text(&pieces).as_str(), error), ("Hel", Some(late)));
}

#[tokio::test]
async fn an_answer_that_is_whole_waits_for_nothing_more() {
    let fake = Fake::start().await;
    fake.push(Script::stream().say("Hello").finish("stop").then_silence());
    let model = impatient(&fake, |deadlines| deadlines.stall = SOON);
    let (pieces, error) = rest(model.chat(&hello()).await.unwrap()).await;
    assert_eq!((text(&pieces).as_str(), error), ("Hello", None));
}

#[tokio::test]
async fn a_server_that_is_not_there_is_named() {
    let fake = Fake::start().await;
    let unbound = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut endpoint = fake.endpoint();
    endpoint.base_url = Url::parse(&format!("http://{}/v1", unbound.local_addr().unwrap())).unwrap();
    drop(unbound);
    let model = Model::new(endpoint.clone(), Deadlines::default()).unwrap();
    let error = model.chat(&hello()).await.unwrap_err();
    assert!(matches!(&error, Error::Connect { host, .. } if host == "127.0.0.1"), "{error:?}");

    endpoint.base_url = Url::parse("ftp://127.0.0.1/v1").unwrap();
    assert!(matches!(Model::new(endpoint, Deadlines::default()), Err(Error::Setup(_))));
    let endpoint = crate::Endpoint { api_key: Some("key\n".to_owned()), ..fake.endpoint() };
    assert!(matches!(Model::new(endpoint, Deadlines::default()), Err(Error::Setup(_))));
}

#[tokio::test]
async fn a_key_that_a_server_repeats_is_not_told() {
    let failure = json!({ "error": { "message": "wrong key: test-key" } });
    for script in [
        Script::status(401, "wrong key: test-key"),
        Script::status(404, "wrong key: test-key"),
        Script::stream().event(&failure),
        Script::json(&failure),
        Script::stream().raw("data: wrong key: test-key\n\n"),
        Script::stream().raw("wrong key: test-key"),
    ] {
        let fake = Fake::answering(move |_| script.clone()).await;
        let error = model(&fake).chat(&hello()).await.unwrap_err().to_string();
        assert!(error.contains("wrong key: …") && !error.contains("test-key"), "{error}");
    }
    let fake = Fake::answering(|_| Script::stream().raw("<html>wrong key: test-key")).await;
    let error = model(&fake).embed(&["a".to_owned()]).await.unwrap_err().to_string();
    assert!(error.contains("wrong key: …") && !error.contains("test-key"), "{error}");
}

#[tokio::test]
async fn what_a_server_says_is_shown_but_not_logged() {
    let private = "my number is 010190-1234";
    for (script, kind) in [
        (Script::status(400, private), "status 400"),
        (Script::status(403, private), "status 403"),
        (Script::stream().event(&json!({ "error": { "message": private } })), "reports a failure"),
        (Script::stream().raw(format!("data: {private}\n\n")), "came garbled"),
        (Script::stream().raw(private), "cannot be read"),
    ] {
        let fake = Fake::answering(move |_| script.clone()).await;
        let error = model(&fake).chat(&hello()).await.unwrap_err();
        assert!(error.to_string().contains(private), "{error}");
        assert!(error.plain().contains(kind) && !error.plain().contains("010190"), "{}", error.plain());
    }
    let error = Error::Connect { host: "a.example".to_owned(), cause: "refused".to_owned() };
    assert_eq!(error.plain(), error.to_string(), "what holds no such words is logged whole");
}
