//! A broken stream goes on where it stopped.

use parlour_tests::database::TestDb;
use parlour_tests::house::{House, Visitor, said};
use parlour_tests::on_both;
use parlour_tests::sse::Frame;
use serde_json::Value;

on_both!(
    from_every_frame_exactly_the_rest_comes,
    without_a_place_the_whole_answer_comes,
    a_post_with_a_place_goes_on_and_sends_nothing,
    an_answer_is_also_found_by_its_question,
    another_answers_place_is_not_heeded,
    an_unknown_answer_is_not_found,
    another_visitors_answer_is_not_found,
    what_is_no_place_is_taken_for_the_beginning,
    two_listeners_hear_the_same,
);

async fn again(visitor: &Visitor<'_>, message_id: &str, last: Option<&str>) -> Vec<Frame> {
    let call = visitor.call("GET", &format!("/api/v1/chat/messages/{message_id}/stream"));
    let call = match last {
        Some(last) => call.header("last-event-id", last),
        None => call,
    };
    call.listen().await.all().await
}

/// Frames without the token that a listener with an unbound one is given anew each time.
fn impersonal(mut frames: Vec<Frame>) -> Vec<Frame> {
    for frame in &mut frames {
        if let Value::Object(data) = &mut frame.data {
            data.remove("visitor_token");
        }
    }
    frames
}

async fn from_every_frame_exactly_the_rest_comes(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    let frames = impersonal(ada.say("Can I talk to a human?").await);
    assert!(frames.len() > 6, "{frames:#?}");
    for (i, frame) in frames.iter().enumerate() {
        let rest = again(&ada, &frame.place().0, Some(&frame.id)).await;
        assert_eq!(impersonal(rest), frames[i + 1..], "behind {}", frame.id);
    }
}

async fn without_a_place_the_whole_answer_comes(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    let frames = impersonal(ada.say("hello").await);
    let message_id = frames[0].place().0;
    assert_eq!(impersonal(again(&ada, &message_id, None).await), frames);
    // A place in a run that never was: nothing of it was heard.
    let other_run = format!("{message_id}.7.2");
    assert_eq!(impersonal(again(&ada, &message_id, Some(&other_run)).await), frames);
    // A place behind the end: there is nothing more.
    let behind = format!("{message_id}.1.999");
    assert_eq!(again(&ada, &message_id, Some(&behind)).await, []);
}

async fn a_post_with_a_place_goes_on_and_sends_nothing(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    let frames = impersonal(ada.say("hello").await);
    let call = ada.message(&said("this is not said")).header("last-event-id", &frames[1].id);
    assert_eq!(impersonal(call.listen().await.all().await), frames[2..]);
    assert_eq!(ada.history().await.len(), 2);
    let unknown = ada.message(&said("nor this")).header("last-event-id", "msg_unknown.1.1").send().await;
    unknown.refused(404, "not_found");
    for strange in ["7", "", "msg_unknown.1", "\u{7f9}"] {
        let answer = ada.message(&said("nor this")).header("last-event-id", strange).send().await;
        answer.refused(404, "not_found");
    }
    assert_eq!(ada.history().await.len(), 2);
}

async fn an_answer_is_also_found_by_its_question(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    let frames = impersonal(ada.say("hello").await);
    let question = frames[0].data["user_message_id"].as_str().unwrap();
    let by_question = impersonal(again(&ada, question, None).await);
    let data =
        |frames: &[Frame]| frames.iter().map(|f| (f.event.clone(), f.data.clone())).collect::<Vec<_>>();
    assert_eq!(data(&by_question), data(&frames));
    // Its own ids lead on, too.
    let rest = impersonal(again(&ada, question, Some(&by_question[2].id)).await);
    assert_eq!(data(&rest), data(&frames[3..]));
}

async fn another_answers_place_is_not_heeded(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    let first = impersonal(ada.say("hello").await);
    let second = impersonal(ada.say("thanks").await);
    let heard = again(&ada, &second[0].place().0, Some(&first[3].id)).await;
    assert_eq!(impersonal(heard), second);
}

async fn an_unknown_answer_is_not_found(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    ada.say("hello").await;
    for id in ["msg_unknown", "x", "%20", "%FF", "a%2Fb", &"x".repeat(200)] {
        ada.get(&format!("/messages/{id}/stream")).await.refused(404, "not_found");
    }
}

async fn another_visitors_answer_is_not_found(db: TestDb) {
    let house = House::start(db).await;
    let (ada, eve) = (house.visitor("ada").await, house.visitor("eve").await);
    let frames = ada.say("my secret").await;
    eve.say("hello").await;
    for id in [frames[0].place().0.as_str(), frames[0].data["user_message_id"].as_str().unwrap()] {
        eve.get(&format!("/messages/{id}/stream")).await.refused(404, "not_found");
    }
    let post = eve.message(&said("hello")).header("last-event-id", &frames[0].id).send().await;
    post.refused(404, "not_found");
}

async fn what_is_no_place_is_taken_for_the_beginning(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    let frames = impersonal(ada.say("hello").await);
    let message_id = frames[0].place().0;
    for place in [
        "",
        "1",
        "x.y",
        &format!("{message_id}.1"),
        &format!("{message_id}.1.-1"),
        ".1.1",
        "m.1.99999999999999999999",
    ] {
        assert_eq!(impersonal(again(&ada, &message_id, Some(place)).await), frames, "{place}");
    }
}

async fn two_listeners_hear_the_same(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    let mut stream = ada.message(&said("Can I talk to a human?")).listen().await;
    let first = stream.next().await.expect("a frame");
    let message_id = first.place().0;
    let other = again(&ada, &message_id, None);
    let (rest, other) = futures::join!(stream.all(), other);
    let heard: Vec<Frame> = std::iter::once(first).chain(rest).collect();
    assert_eq!(impersonal(heard), impersonal(other));
}
