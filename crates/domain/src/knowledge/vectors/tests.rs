//! Vectors by a scripted model, kept in a real database.

use std::sync::Arc;

use object_store::memory::InMemory;
use parlour_llm::Deadlines;
use parlour_llm::fake::{Fake, Script};
use parlour_model::config::Settings;
use parlour_model::{FakeClock, Ids, Timestamp};
use parlour_store::Db;
use parlour_store::knowledge::{NewPassage, Page, replace_passages, upsert_page};
use tempfile::TempDir;

use super::super::index::Hit;
use super::*;
use crate::chatbot::{NewChatbot, create};

/// Knows two directions: sheep and ships.
fn direction(text: &str) -> Vec<f32> {
    match text {
        _ if text.contains("wool") || text.contains("fleece") => vec![2.0, 0.1],
        _ if text.contains("harbour") || text.contains("vessel") => vec![0.1, 3.0],
        _ => vec![1.0, 1.0],
    }
}

async fn model() -> (Fake, Model) {
    let fake = Fake::answering(|asked| {
        let texts = asked.body["input"].as_array().cloned().unwrap_or_default();
        let vectors: Vec<_> = texts.iter().map(|text| direction(text.as_str().unwrap())).collect();
        Script::embeddings(&vectors)
    })
    .await;
    let model = Model::new(fake.endpoint(), Deadlines::default()).unwrap();
    (fake, model)
}

async fn ground() -> (Cx, TempDir) {
    ground_at(&FakeClock::at(Timestamp(1_000))).await
}

async fn ground_at(clock: &FakeClock) -> (Cx, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let db = Db::open_sqlite(folder.path()).await.unwrap();
    let cx = Cx::new(db, clock.clock(), Ids::random(), Arc::new(InMemory::new()), "http://localhost")
        .await
        .unwrap();
    let new = NewChatbot { id: "shop".into(), name: "Shop".into(), settings: Settings::default() };
    create(&cx, new).await.unwrap();
    let page = Page {
        id: "page_1".into(),
        chatbot_id: "shop".into(),
        source: "site".into(),
        url: "/a".into(),
        title: "About".into(),
        language: "en".into(),
        content_hash: "h".into(),
        import_id: "import_1".into(),
        updated_at: Timestamp(1),
    };
    let passage = |id: &str, text: &str| NewPassage {
        id: id.to_owned(),
        headings: vec![],
        anchor: None,
        content: Vec::<String>::new(),
        text: text.to_owned(),
    };
    let passages =
        vec![passage("sheep", "All wool is washed."), passage("ships", "The harbour opens at six.")];
    cx.db
        .write(async move |tx| {
            upsert_page(tx, &page).await?;
            replace_passages(tx, "shop", "page_1", &passages).await
        })
        .await
        .unwrap();
    (cx, folder)
}

#[tokio::test]
async fn passages_are_embedded_once_and_found_by_meaning() {
    let (cx, _folder) = ground().await;
    let (fake, model) = model().await;
    let vectors = Vectors::new(model);
    assert_eq!(vectors.embed_missing(&cx, "shop").await.unwrap(), 2);
    assert_eq!(vectors.embed_missing(&cx, "shop").await.unwrap(), 0);
    let asked = fake.asked().len();
    assert_eq!(asked, 1, "the passages were sent once, together");
    let near = vectors.nearest(&cx, "shop", 1, "when does the vessel come?").await;
    let ids: Vec<&str> = near.iter().map(|near| near.id.as_str()).collect();
    assert_eq!(ids, ["ships", "sheep"]);
    assert!(near[0].cosine > 0.99 && near[1].cosine < 0.2, "{near:?}");
}

#[tokio::test]
async fn a_failing_model_leaves_the_index_alone() {
    let (cx, _folder) = ground().await;
    let (fake, model) = model().await;
    let vectors = Vectors::new(model);
    vectors.embed_missing(&cx, "shop").await.unwrap();
    let unknown = vectors.nearest(&cx, "nobody", 1, "fleece").await;
    assert_eq!(unknown, []);
    fake.push(Script::embeddings(&[]));
    assert_eq!(vectors.nearest(&cx, "shop", 1, "fleece").await, []);
    assert_eq!(fake.asked().len(), 2);
}

#[tokio::test]
async fn a_hanging_model_is_given_up_and_left_alone_for_half_a_minute() {
    let clock = FakeClock::at(Timestamp(1_000));
    let (cx, _folder) = ground_at(&clock).await;
    let (fake, model) = model().await;
    let vectors = Vectors::new(model);
    vectors.embed_missing(&cx, "shop").await.unwrap();
    fake.push(Script::silent());
    assert_eq!(vectors.nearest(&cx, "shop", 1, "fleece").await, []);
    fake.was_hung_up_on(1).await;
    clock.advance_ms(29_999);
    assert_eq!(vectors.nearest(&cx, "shop", 1, "fleece").await, []);
    assert_eq!(fake.asked().len(), 2, "it is not asked while it rests");
    clock.advance_ms(1);
    assert_eq!(vectors.nearest(&cx, "shop", 1, "fleece").await.len(), 2);
    assert_eq!(fake.asked().len(), 3);
}

#[tokio::test]
async fn the_vectors_of_a_chatbot_that_is_gone_are_let_go() {
    let (cx, _folder) = ground().await;
    let (_fake, model) = model().await;
    let vectors = Vectors::new(model);
    let new = NewChatbot { id: "other".into(), name: "Other".into(), settings: Settings::default() };
    create(&cx, new).await.unwrap();
    vectors.nearest(&cx, "shop", 1, "fleece").await;
    vectors.nearest(&cx, "other", 1, "fleece").await;
    assert_eq!(vectors.fields().len(), 2);
    crate::chatbot::delete(&cx, "shop").await.unwrap();
    vectors.nearest(&cx, "other", 2, "fleece").await;
    let known: Vec<String> = vectors.fields().keys().cloned().collect();
    assert_eq!(known, ["other"]);
}

fn hit(id: &str, score: f32, coverage: f32) -> Hit {
    Hit { id: id.to_owned(), page_id: format!("page_{id}"), score, coverage }
}

fn near(id: &str, cosine: f32) -> Near {
    Near { id: id.to_owned(), cosine }
}

#[test]
fn words_and_meaning_count_alike_and_coverage_stays_honest() {
    let hits = vec![hit("a", 8.0, 0.9), hit("b", 6.0, 0.7), hit("c", 1.0, 0.2)];
    let nearest = [near("b", 0.9), near("d", 0.8), near("a", 0.3), near("c", 0.1)];
    let found: Vec<(String, f32)> =
        blend(hits.clone(), &nearest, 3).into_iter().map(|hit| (hit.id, hit.coverage)).collect();
    assert_eq!(found, [("b".to_owned(), 0.7), ("a".to_owned(), 0.9), ("d".to_owned(), 0.0)]);
    assert_eq!(blend(hits.clone(), &[], 2), hits[..2]);
    assert_eq!(blend(vec![], &nearest, 1)[0].id, "b");
}

#[test]
fn vectors_of_another_length_or_without_direction_are_left_out() {
    let mut field = Field::default();
    for (id, vector) in
        [("a", vec![1.0, 0.0]), ("b", vec![1.0]), ("c", vec![0.0, 0.0]), ("d", vec![0.0, 5.0])]
    {
        field.push(id, &vector);
    }
    field.push_encoded("e", &field::encode(&[3.0, 4.0]));
    field.push_encoded("f", "no base64");
    let ids: Vec<String> = field.nearest(&[1.0, 1.0], 2).into_iter().map(|near| near.id).collect();
    assert_eq!((field.len(), ids), (3, vec!["e".to_owned(), "a".to_owned()]));
    assert_eq!(field.nearest(&[1.0], 2), []);
}
