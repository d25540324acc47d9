//! How pages are split.

use super::super::html;
use super::*;

fn words_of(passage: &Passage) -> usize {
    passage.text().split_whitespace().count()
}

fn split_html(body: &str) -> Vec<Passage> {
    let page = format!("<title>T</title><main><h1>T</h1>{body}</main>");
    split(&html::read(page.as_bytes(), None, None).document.unwrap())
}

fn sentence(words: usize) -> String {
    format!("{}end.", "Word ".repeat(words - 1))
}

fn paragraphs(count: usize, words: usize) -> String {
    format!("<p>{}</p>", sentence(words)).repeat(count)
}

#[test]
fn a_small_page_is_one_passage() {
    let passages = split_html("<p>Short.</p><h2>Phone</h2><p>12 34 56 78</p><h2>Mail</h2><p>a@b.example</p>");
    assert_eq!(passages.len(), 1);
    assert!(passages[0].headings.is_empty());
    assert_eq!(passages[0].text(), "Short.\nPhone\n12 34 56 78\nMail\na@b.example");
}

#[test]
fn sections_of_some_length_stand_alone_under_their_headings() {
    let body = format!(
        "{}<h2 id=a>A</h2>{}<h3 id=b>B</h3>{}<h2>C</h2>{}",
        paragraphs(1, 60),
        paragraphs(1, 60),
        paragraphs(1, 60),
        paragraphs(1, 60)
    );
    let passages = split_html(&body);
    let seen: Vec<_> = passages.iter().map(|p| (p.headings.join(" > "), p.anchor.as_deref())).collect();
    assert_eq!(
        seen,
        [(String::new(), None), ("A".into(), Some("a")), ("A > B".into(), Some("b")), ("C".into(), None)]
    );
}

#[test]
fn a_long_section_is_cut_into_even_passages() {
    for (count, words) in [(40, 30usize), (9, 70), (5, 120), (3, 210), (1, 500)] {
        let text: String = (0..words / 10).map(|_| sentence(10) + " ").collect();
        let passages = split_html(&format!("<p>{text}</p>").repeat(count));
        for passage in &passages {
            assert!((60..=260).contains(&words_of(passage)), "{count}x{words}: {}", words_of(passage));
        }
        assert_eq!(passages.iter().map(words_of).sum::<usize>(), count * (words / 10) * 10);
    }
}

#[test]
fn questions_never_share_a_passage() {
    let passages = split_html(
        "<p>Hi.</p><h2>Can I return it?</h2><p>Yes, for 30 days.</p><h2>Who pays?</h2><p>You do.</p>",
    );
    let seen: Vec<_> = passages.iter().map(|p| (p.headings.join(" > "), p.text())).collect();
    assert_eq!(
        seen,
        [
            (String::new(), "Hi.".to_owned()),
            ("Can I return it?".to_owned(), "Yes, for 30 days.".to_owned()),
            ("Who pays?".to_owned(), "You do.".to_owned())
        ]
    );
}

#[test]
fn small_neighbours_share_a_passage_and_scraps_go_with_what_follows() {
    let small: String = (1..=9).map(|i| format!("<h3 id=s{i}>S{i}</h3>{}", paragraphs(1, 28))).collect();
    let passages = split_html(&format!("<h2 id=o>Options</h2><p>All options:</p>{small}"));
    assert_eq!(passages.len(), 3);
    assert!(passages[..2].iter().all(|p| p.headings == ["Options"]));
    assert!(passages[0].text().starts_with("All options:\nS1\nWord"));
    assert_eq!(passages[1].anchor.as_deref(), Some("s5"));
}

#[test]
fn long_tables_and_lists_are_cut_between_rows_with_heads_repeated() {
    let rows: String =
        (0..100).map(|i| format!("<tr><td>row {i}</td><td>{}</td></tr>", sentence(8))).collect();
    let table = format!("<table><caption>Sizes</caption><tr><th>Size<th>Fits</tr>{rows}</table>");
    let items: String = (0..60).map(|i| format!("<li>item {i} {}</li>", sentence(10))).collect();
    let passages = split_html(&format!("{table}<ol>{items}</ol>"));
    let (mut rows_seen, mut items_seen) = (0, 0);
    for content in passages.iter().flat_map(|p| &p.content) {
        match content {
            Content::Table { caption, headers, rows } => {
                assert_eq!((caption.as_deref(), headers.len()), (Some("Sizes"), 2));
                rows_seen += rows.len();
            }
            Content::List { ordered, items } => {
                assert!(ordered);
                items_seen += items.len();
            }
            other => panic!("unexpected {other:?}"),
        }
    }
    assert_eq!((rows_seen, items_seen), (100, 60));
    assert!(passages.iter().all(|p| words_of(p) <= 260));
}

#[test]
fn code_stays_with_the_words_that_introduce_it() {
    let body = format!(
        "{}<p>Do this:</p><pre>{}</pre>{}",
        paragraphs(3, 65),
        "run it\n".repeat(25),
        paragraphs(3, 65)
    );
    let passages = split_html(&body);
    let with_code =
        passages.iter().find(|p| p.content.iter().any(|c| matches!(c, Content::Code { .. }))).unwrap();
    assert!(with_code.text().contains("Do this:\nrun it"));
}

#[test]
fn links_survive_the_cutting_of_a_long_paragraph() {
    let link = "<a href='https://a.example/x'>the long. Link text. Here</a>";
    let passages = split_html(&format!("<p>{} See {link} now. {}</p>", sentence(150), sentence(150)));
    let links: Vec<_> = passages
        .iter()
        .flat_map(|p| &p.content)
        .flat_map(|c| if let Content::Paragraph { spans } = c { spans.clone() } else { vec![] })
        .filter(|s| matches!(s, Span::Link { .. }))
        .collect();
    assert_eq!(links, [Span::link("the long. Link text. Here", "https://a.example/x")]);
}

#[test]
fn nothing_gives_nothing() {
    let document = Document { title: "T".into(), url: None, language: None, sections: vec![] };
    assert!(split(&document).is_empty());
}
