//! What a snapshot finds, in tables.

use super::*;

fn passage(id: &str, title: &str, text: &str, language: &str) -> PassageDoc {
    PassageDoc {
        id: id.into(),
        page_id: format!("page_{id}"),
        title: title.into(),
        headings: vec![],
        text: text.into(),
        language: language.into(),
    }
}

fn passages() -> Vec<PassageDoc> {
    vec![
        passage(
            "returns",
            "Returns",
            "You can return every parcel within 30 days. Refunds take a week.",
            "en",
        ),
        passage("delivery", "Delivery", "Parcels to Denmark travel for four days.", "en"),
        passage(
            "tools",
            "Tools",
            "Use pg_dump for copies. REINDEX CONCURRENTLY rebuilds. Form A-1004.",
            "en",
        ),
        passage("levering", "Levering", "Vi sender regnjakker til hele landet. Fragten er gratis.", "da"),
        passage("jakke", "Jakker", "En jakke til regn og blæst.", "da"),
    ]
}

fn shirt() -> ProductDoc {
    ProductDoc {
        id: "shirt".into(),
        title: "Linen Shirt, Blue".into(),
        description: "Soft and light.".into(),
        tags: vec!["summer".into()],
        options: vec!["Blue / M".into(), "SH-17".into()],
        language: "en".into(),
    }
}

fn snapshot(dir: &Path) -> Snapshot {
    Snapshot::build(&dir.join("v1"), passages(), [shirt()]).unwrap()
}

#[test]
fn questions_find_their_passage_in_every_language() {
    let dir = tempfile::tempdir().unwrap();
    let snapshot = snapshot(dir.path());
    for (question, language, id) in [
        ("how do I return a parcel?", "en", "returns"),
        ("when is my refnud there", "en", "returns"),
        ("shipping to denmark", "en", "delivery"),
        ("pg_dump", "en", "tools"),
        ("what is pg dump", "en", "tools"),
        ("reindex", "en", "tools"),
        ("form a1004", "da", "tools"),
        ("hvad koster fragten?", "da", "levering"),
        ("har I jakker til regnvejr og blæst", "da", "jakke"),
    ] {
        let hits = snapshot.search_passages(&Query::new(question, language), 3).unwrap();
        assert_eq!(hits.first().map(|h| h.id.as_str()), Some(id), "{question}: {hits:?}");
        assert_eq!(hits[0].page_id, format!("page_{id}"));
    }
    let hits = snapshot.search_products(&Query::new("blue shirts sh-17", "en"), 3).unwrap();
    assert_eq!((hits[0].id.as_str(), hits[0].coverage), ("shirt", 1.0));
}

#[test]
fn coverage_tells_what_is_known_from_what_is_not() {
    let dir = tempfile::tempdir().unwrap();
    let snapshot = snapshot(dir.path());
    let coverage = |question: &str| {
        let hits = snapshot.search_passages(&Query::new(question, "en"), 1).unwrap();
        hits.first().map_or(0.0, |hit| hit.coverage)
    };
    assert!(coverage("how do I return a parcel?") > 0.99);
    assert!(coverage("do unicorns travel in parcels?") < 0.7);
    assert!(coverage("who won the match yesterday?") < 0.01);
    assert!(coverage("how?") < 0.01);
}

#[test]
fn a_snapshot_is_opened_again_and_a_damaged_one_is_built_anew() {
    let dir = tempfile::tempdir().unwrap();
    let place = dir.path().join("v1");
    assert!(Snapshot::open(&place).is_none());
    drop(snapshot(dir.path()));
    let opened = Snapshot::open(&place).unwrap();
    assert_eq!(opened.languages(), ["en", "da"]);
    // A second builder finds the first one's work and leaves nothing behind.
    drop(Snapshot::build(&place, [], []).unwrap());
    assert_eq!(Snapshot::open(&place).unwrap().languages(), ["en", "da"]);
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    fs::write(place.join("passages").join("meta.json"), "{").unwrap();
    assert!(Snapshot::open(&place).is_none());
    assert_eq!(snapshot(dir.path()).languages(), ["en", "da"]);
}

#[test]
fn an_empty_snapshot_finds_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let snapshot = Snapshot::build(&dir.path().join("v1"), [], []).unwrap();
    assert_eq!(snapshot.search_passages(&Query::new("parcel", "en"), 3).unwrap(), []);
    assert_eq!(snapshot.languages(), Vec::<String>::new());
}

/// 3 000 documents in two languages, of words as frequent as those of a text: the first is in every second of them.
fn many() -> Vec<PassageDoc> {
    let mut seed = 7_u64;
    let mut below = move |limit: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % limit
    };
    let mut text = |words: u64| -> String {
        let length = 1 + below(words);
        let word = |n: u64| format!("w{n}x");
        (0..length).map(|_| word(below(200) * below(200) / 200)).collect::<Vec<_>>().join(" ")
    };
    let language = |at: usize| if at.is_multiple_of(3) { "da" } else { "en" };
    (0..3000).map(|at| passage(&format!("p{at}"), &text(4), &text(90), language(at))).collect()
}

#[test]
fn the_best_few_are_those_that_reading_everything_finds() {
    let dir = tempfile::tempdir().unwrap();
    let snapshot = Snapshot::build(&dir.path().join("v1"), many(), []).unwrap();
    let mut narrowed = 0;
    for at in 0..200_u32 {
        let question: Vec<String> =
            (0..2 + at % 5).map(|n| format!("w{}x", (at * 7 + n * n * 31) % 190)).collect();
        let query = Query::new(&question.join(" "), if at % 2 == 0 { "en" } else { "da" });
        let all = snapshot.search_passages(&query, 3000).unwrap();
        let few = snapshot.search_passages(&query, 5).unwrap();
        assert_eq!(few, all[..few.len()], "{query:?}");
        assert!(few.len() == 5 || few.len() == all.len());
        narrowed += usize::from(all.len() > 100);
    }
    assert!(narrowed > 150, "{narrowed}");
}
