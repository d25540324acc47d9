//! What a classifier says after a few examples.

use parlour_model::Topic;

use super::Classifier;

fn topic(name: &str, description: &str, examples: &[&str]) -> Topic {
    let examples = examples.iter().map(|example| (*example).to_owned()).collect();
    Topic { name: name.to_owned(), description: description.to_owned(), examples }
}

/// A shop's topics with examples in English, Danish and German.
fn shop() -> Vec<Topic> {
    vec![
        topic(
            "Order",
            "Placing, changing, cancelling or finding an order",
            &[
                "Where is my order?",
                "I want to cancel my order",
                "Can I change the address on my order?",
                "Hvor er min ordre?",
                "Jeg vil gerne annullere min bestilling",
                "Wo ist meine Bestellung?",
                "Ich möchte meine Bestellung stornieren",
            ],
        ),
        topic(
            "Returns",
            "Sending goods back, exchanges and refunds",
            &[
                "How do I return a shirt?",
                "I want my money back",
                "Can I exchange it for another size?",
                "Hvordan returnerer jeg en vare?",
                "Jeg vil gerne have mine penge tilbage",
                "Wie kann ich die Ware zurückschicken?",
                "Ich möchte mein Geld zurück",
            ],
        ),
        topic(
            "Product information",
            "Sizes, materials, colours, prices and stock of goods",
            &[
                "Do you have a blue shirt?",
                "What is this jacket made of?",
                "Which size should I take?",
                "Har I en blå skjorte?",
                "Hvilket materiale er jakken lavet af?",
                "Haben Sie ein blaues Hemd?",
                "Aus welchem Material ist die Jacke?",
            ],
        ),
        topic(
            "Complaint",
            "Damaged or wrong goods, and bad service",
            &[
                "My parcel arrived damaged",
                "The zip of my jacket is broken",
                "You sent me the wrong colour",
                "Min pakke er beskadiget",
                "Lynlåsen er gået i stykker",
                "Mein Paket ist beschädigt angekommen",
                "Sie haben mir die falsche Farbe geschickt",
            ],
        ),
    ]
}

fn learned(topics: &[Topic]) -> Classifier {
    Classifier::learn(topics).unwrap()
}

#[test]
fn a_few_examples_tell_topics_apart_in_several_languages() {
    let classifier = learned(&shop());
    for (text, topic) in [
        ("where's my order 10042??", "Order"),
        ("please cancel the order I placed yesterday", "Order"),
        ("how can I return these shirts", "Returns"),
        ("i would like to have my money back please", "Returns"),
        ("do you have this shirt in green?", "Product information"),
        ("the parcel was damaged when it arrived", "Complaint"),
        ("hvor er min bestilling?", "Order"),
        ("kan jeg få mine penge tilbage", "Returns"),
        ("har I skjorten i blå", "Product information"),
        ("pakken var beskadiget", "Complaint"),
        ("ich will die bestellung stornieren", "Order"),
        ("wie schicke ich ware zurück", "Returns"),
    ] {
        assert_eq!(classifier.classify(text), Some(topic), "{text}: {:?}", classifier.guess(text));
    }
}

#[test]
fn what_is_about_no_topic_is_left_without_one() {
    let classifier = learned(&shop());
    for text in [
        "Who won the chess world cup in 1987?",
        "write a poem about autumn leaves",
        "quelle heure est-il à Tokyo",
        "zzzz qqqq",
        "hello",
        "🙂",
        "12345",
    ] {
        assert_eq!(classifier.classify(text), None, "{text}: {:?}", classifier.guess(text));
    }
}

#[test]
fn an_empty_text_has_no_topic() {
    let classifier = learned(&shop());
    for text in ["", "   ", "?!", "\n"] {
        assert_eq!(classifier.classify(text), None);
        assert_eq!(classifier.guess(text), None);
    }
}

#[test]
fn a_huge_text_is_judged_by_its_head() {
    let classifier = learned(&shop());
    let huge = format!("where is my order? {}", "where is my order? ".repeat(200_000));
    assert_eq!(classifier.classify(&huge), Some("Order"));
}

#[test]
fn without_topics_there_is_nothing_to_learn() {
    assert!(Classifier::learn(&[]).is_none());
}

#[test]
fn one_topic_is_told_from_everything_else() {
    let classifier = learned(&shop()[..1]);
    assert_eq!(classifier.classify("where is my order"), Some("Order"));
    assert_eq!(classifier.classify("what do penguins eat in winter"), None);
}

#[test]
fn a_topic_may_have_no_example_but_its_name() {
    let classifier = learned(&[topic("Opening hours", "", &[]), topic("Gift cards", "", &[])]);
    assert_eq!(classifier.classify("what are your opening hours"), Some("Opening hours"));
    assert_eq!(classifier.classify("do you sell gift cards"), Some("Gift cards"));
    assert_eq!(classifier.classify("tell me a joke"), None);
}

#[test]
fn scripts_without_spaces_are_read_by_their_characters() {
    let classifier = learned(&[
        topic("配送", "", &["荷物はいつ届きますか", "配送状況を知りたい"]),
        topic("返品", "", &["返品したいです", "商品を返品する方法"]),
    ]);
    assert_eq!(classifier.classify("荷物が届きません"), Some("配送"));
    assert_eq!(classifier.classify("返品できますか"), Some("返品"));
}

#[test]
fn the_same_topics_give_the_same_classifier() {
    let (first, second) = (learned(&shop()), learned(&shop()));
    for text in ["where is my order", "something else", "penge tilbage", "die jacke ist kaputt"] {
        let scores =
            [&first, &second].map(|one| one.guess(text).map(|guess| (guess.topic, guess.score.to_bits())));
        assert_eq!(scores[0], scores[1], "{text}");
    }
    assert_eq!(first.classify("the jacket is broken"), second.classify("the jacket is broken"));
}
