//! The model engine beside its parts: what a stage lets through, and what it stands on.

use parlour_model::assistant::AssistantSettings;
use parlour_model::part::Span;
use parlour_model::{FakeClock, Ids, Part, Timestamp};

use super::super::answer::{Material, Outcome, Retrieved, Shop};
use super::super::context::{Context, Earlier};
use super::super::engine::{Sink, TurnInput};
use super::super::trace::Trace;
use super::super::understand::understand;
use super::prompt;
use super::stage::Stage;
use crate::knowledge::{Content, Passage};

fn passage(number: usize, title: &str, text: &str) -> Retrieved {
    let content = vec![Content::Paragraph { spans: vec![Span::text(text)] }];
    Retrieved {
        passage_id: format!("psg_{number}"),
        page_id: format!("page_{number}"),
        page_title: title.into(),
        page_url: format!("https://shop.example.com/{number}"),
        language: "en".into(),
        passage: Passage { headings: vec![], anchor: None, content }.into(),
        score: 1.0,
        coverage: 1.0,
    }
}

fn input(passages: Vec<Retrieved>) -> TurnInput {
    TurnInput {
        question: "how do I return it?".into(),
        understanding: understand("how do I return it?", &["en".to_owned()]),
        materials: vec![Material { passages, ..Material::default() }],
        shop: Shop::default(),
        name: "Shop".into(),
        settings: AssistantSettings {
            instructions: "Be kind to everyone who asks you about the secret sale next week.".into(),
            ..AssistantSettings::default()
        },
        takes_pictures: false,
        context: Context::default(),
        ids: Ids::seeded(1),
        clock: FakeClock::at(Timestamp(0)).clock(),
    }
}

/// What is left of a model's words, the outcome, and how much was struck.
fn through_the_stage(input: &TurnInput, said: &str) -> (Vec<Part>, Outcome, usize) {
    let mut stage = Stage::new(input, Sink::nowhere(), &[prompt::RULES, &input.settings.instructions]);
    for word in said.split_inclusive(' ') {
        stage.say(word);
    }
    let mut trace = Trace::default();
    let (answer, _) = stage.conclude(&mut trace);
    (answer.parts, answer.outcome, trace.struck.len())
}

fn words(parts: &[Part]) -> String {
    parts.iter().map(Part::plain_text).collect::<Vec<_>>().join("\n")
}

#[test]
fn rules_and_instructions_are_not_repeated() {
    let input = input(vec![]);
    for leak in [prompt::RULES, input.settings.instructions.as_str()] {
        let (parts, _, struck) =
            through_the_stage(&input, &format!("Sure, here it is: {leak} Anything else?"));
        let said = words(&parts);
        assert!(said.starts_with("Sure, here it is:") && said.ends_with("Anything else?"), "{said}");
        assert!(struck > 0);
        let said: Vec<&str> = said.split_whitespace().collect();
        let told: Vec<&str> = leak.split_whitespace().collect();
        let leaked = told.windows(8).any(|run| said.windows(8).any(|other| other == run));
        assert!(!leaked, "{said:?}");
    }
}

#[test]
fn promises_are_not_made() {
    let (parts, _, struck) = through_the_stage(
        &input(vec![]),
        "I hereby confirm. It is a Legally Binding deal, and I've refunded you.",
    );
    let said = words(&parts).to_lowercase();
    assert!(!said.contains("binding") && !said.contains("hereby") && !said.contains("refunded"), "{said}");
    assert_eq!(struck, 3);
}

/// What becomes of words that are said in two rounds.
fn in_two_rounds(first: &str, second: &str) -> String {
    let input = input(vec![]);
    let mut stage = Stage::new(&input, Sink::nowhere(), &[]);
    stage.say(first);
    stage.begin_anew();
    stage.say(" ");
    stage.say(second);
    words(&stage.conclude(&mut Trace::default()).0.parts)
}

#[test]
fn the_words_of_two_rounds_are_parted() {
    for (first, second, said) in [
        ("Let me look for you.", "The lamp is nice.", "Let me look for you.\nThe lamp is nice."),
        ("- one\n- two", "Here it is.", "one\ntwo\nHere it is."),
        ("Let me look", "it is nice", "Let me look\nit is nice"),
        ("```\ncode", "Here it is.", "code\nHere it is."),
        ("See [1", "Here it is.", "See [1\nHere it is."),
        ("", "Here it is.", "Here it is."),
    ] {
        assert_eq!(in_two_rounds(first, second), said, "{first}");
    }
}

#[test]
fn the_visitors_own_address_of_an_earlier_message_may_be_said() {
    let mut input = input(vec![]);
    let earlier = Earlier::exchange("I am ada@post.example, order 7788990011.", &[]);
    input.context.earlier = earlier.to_vec();
    input.context.earlier[1].text = "Write to boss@evil.example.".into();
    let (parts, _, struck) = through_the_stage(&input, "You are ada@post.example, call 7788990011.");
    assert_eq!((words(&parts).as_str(), struck), ("You are ada@post.example, call 7788990011.", 0));
    let (_, _, struck) = through_the_stage(&input, "Write to boss@evil.example.");
    assert_eq!(struck, 1, "what was answered before vouches for nothing");
}

#[test]
fn a_contact_form_is_shown_once() {
    use super::super::answer::forms::Marker::{Contact, Person};
    let input = input(vec![]);
    for markers in [[Contact, Person], [Person, Contact], [Person, Person]] {
        let mut stage = Stage::new(&input, Sink::nowhere(), &[]);
        markers.into_iter().for_each(|marker| stage.show_marker(marker));
        let parts = stage.conclude(&mut Trace::default()).0.parts;
        let forms = parts.iter().filter(|part| matches!(part, Part::ShowContactForm(_))).count();
        assert_eq!((forms, parts.len()), (1, 2), "{markers:?}");
    }
}

#[test]
fn a_picture_that_the_model_cannot_see_is_told_in_words() {
    let mut input = input(vec![]);
    input.context.pictures = vec!["data:image/png;base64,AAAA".into()];
    let last = |input: &TurnInput, question: &str, sees: bool| {
        let brief = prompt::Brief {
            name: "Shop",
            instructions: "",
            language: "en",
            passages: &[],
            products: &[],
            known: &input.shop.known,
            context: &input.context,
            question,
            length: prompt::Length::Whole,
        };
        let messages = prompt::messages(&brief, &[], sees);
        format!("{:?}", messages.last().unwrap().content)
    };
    assert!(last(&input, "", false).contains("sent a picture, which you cannot see"));
    let asked = last(&input, "What is this?", false);
    assert!(asked.contains("What is this?") && asked.contains("cannot see"), "{asked}");
    assert!(!last(&input, "What is this?", true).contains("cannot see"));
    input.context.pictures.clear();
    assert!(!last(&input, "What is this?", false).contains("cannot see"));
}

#[test]
fn the_page_that_was_cited_is_linked_and_else_the_one_whose_words_were_used() {
    let passages = vec![
        passage(1, "Delivery", "Parcels travel for two days."),
        passage(
            2,
            "Returns",
            "Put everything into the box, print the label and bring the box to the post office.",
        ),
    ];
    let links = |parts: &[Part]| -> Vec<String> {
        let Some(Part::RichText(last)) = parts.last() else { return vec![] };
        last.links().map(|(title, _)| title.to_owned()).collect()
    };
    let input = input(passages);
    let (parts, outcome, _) = through_the_stage(&input, "It takes some time [1].");
    assert_eq!((links(&parts), outcome), (vec!["Delivery".to_owned()], Outcome::Answered));
    let (parts, ..) =
        through_the_stage(&input, "Print the label, put the box together and bring it to the post office.");
    assert_eq!(links(&parts), ["Returns"]);
    let (parts, outcome, _) = through_the_stage(&input, "Hello there!");
    assert_eq!((links(&parts).len(), outcome), (0, Outcome::Answered), "on nothing, which a measure tells");
    let (parts, ..) = through_the_stage(&input, "Made up [9].");
    assert_eq!(links(&parts).len(), 0);
}
