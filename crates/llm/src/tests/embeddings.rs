//! Texts to vectors.

use serde_json::{Value, json};

use super::*;
use crate::fake::Script;

fn texts(count: usize) -> Vec<String> {
    (0..count).map(|number| number.to_string()).collect()
}

/// A vector that tells its text, the last text's first.
fn backwards(asked: &crate::fake::Asked) -> Script {
    let item = |(index, text): (usize, &Value)| {
        let number: f32 = text.as_str().unwrap().parse().unwrap();
        json!({ "index": index, "embedding": [number, 1.0] })
    };
    let inputs = asked.body["input"].as_array().unwrap();
    let data: Vec<Value> = inputs.iter().enumerate().map(item).rev().collect();
    Script::json(&json!({ "data": data }))
}

#[tokio::test]
async fn every_text_gets_its_vector_in_batches() {
    let fake = Fake::answering(backwards).await;
    let vectors = model(&fake).embed(&texts(130)).await.unwrap();
    let expected: Vec<Vec<f32>> = (0..130u8).map(|number| vec![f32::from(number), 1.0]).collect();
    assert_eq!(vectors, expected);
    let asked = fake.asked();
    let sizes: Vec<usize> = asked.iter().map(|a| a.body["input"].as_array().unwrap().len()).collect();
    assert_eq!(sizes, [64, 64, 2]);
    assert!(asked[0].is_for_embeddings());
    assert_eq!(asked[0].body["model"], "scripted");
}

#[tokio::test]
async fn no_text_asks_nothing() {
    let fake = Fake::start().await;
    assert_eq!(model(&fake).embed(&[]).await, Ok(vec![]));
    assert!(fake.asked().is_empty());
}

#[tokio::test]
async fn vectors_that_do_not_fit_are_refused() {
    let twice = json!({ "data": [{ "index": 0, "embedding": [1.0] }, { "index": 0, "embedding": [1.0] }] });
    let beyond = json!({ "data": [{ "index": 0, "embedding": [1.0] }, { "index": 7, "embedding": [1.0] }] });
    let packed = json!({ "data": [{ "embedding": "AAAA" }, { "embedding": "AAAA" }] });
    for script in [
        Script::embeddings(&[vec![1.0]]),
        Script::embeddings(&[vec![1.0], vec![1.0, 2.0]]),
        Script::embeddings(&[vec![], vec![]]),
        Script::json(&twice),
        Script::json(&beyond),
        Script::json(&packed),
        Script::json(&json!({})),
    ] {
        let fake = Fake::start().await;
        fake.push(script.clone());
        let outcome = model(&fake).embed(&texts(2)).await;
        assert!(matches!(outcome, Err(Error::Embeddings { .. })), "{script:?}: {outcome:?}");
    }
    let fake = Fake::start().await;
    fake.push(Script::stream().raw("<html>"));
    assert!(matches!(model(&fake).embed(&texts(1)).await, Err(Error::Garbled { .. })));
}

#[tokio::test]
async fn a_failure_is_tried_once_more_here_too() {
    let fake = Fake::start().await;
    fake.push(Script::status(503, "loading"));
    fake.push(Script::embeddings(&[vec![1.0]]));
    assert_eq!(model(&fake).embed(&texts(1)).await, Ok(vec![vec![1.0]]));
    fake.push(Script::status(401, "no"));
    assert!(matches!(model(&fake).embed(&texts(1)).await, Err(Error::Unauthorized { .. })));
    assert_eq!(fake.asked().len(), 3);
}
