//! Plain text files: paragraphs between blank lines, the first line as the title.

use super::document::{Content, Document, Section};
use super::skipped::Unread;
use super::words::{Look, Words};

/// A first line longer than this is the text itself, not its title.
const LONGEST_TITLE_CHARS: usize = 120;

/// Reads a text file. The first line is the title when a line break follows it and it is short; else the page
/// has no title. Lines that begin with a dash, a star or a bullet are lists.
///
/// # Errors
/// [`Unread::Empty`] when there are no words in it.
pub fn read(text: &str) -> Result<Document, Unread> {
    let text = text.trim_start_matches('\u{FEFF}').trim();
    let (first, rest) = text.split_once('\n').unwrap_or(("", text));
    let (title, body) = match first.trim() {
        title if title.is_empty() || title.chars().count() > LONGEST_TITLE_CHARS => ("", text),
        title => (title, rest),
    };
    let content: Vec<Content> = paragraphs(body).into_iter().flat_map(|lines| block(&lines)).collect();
    if content.is_empty() {
        return Err(Unread::Empty);
    }
    let section = Section { headings: vec![], anchor: None, content };
    Ok(Document { title: title.to_owned(), url: None, language: None, sections: vec![section] })
}

fn paragraphs(body: &str) -> Vec<Vec<&str>> {
    let lines: Vec<&str> = body.lines().map(str::trim).collect();
    let paragraphs = lines.split(|line| is_blank(line)).filter(|p| !p.is_empty());
    paragraphs.map(<[&str]>::to_vec).collect()
}

/// A ruler such as `=====` says as little as no line at all.
fn is_blank(line: &str) -> bool {
    !line.chars().any(char::is_alphanumeric)
}

fn block(lines: &[&str]) -> Vec<Content> {
    let mut content = Vec::new();
    let mut items: Vec<Words> = Vec::new();
    let mut words = Words::default();
    for line in lines {
        if let Some(item) = ["- ", "* ", "• ", "– "].iter().find_map(|mark| line.strip_prefix(mark)) {
            let mut words = Words::default();
            words.push(item, &Look::Plain);
            items.push(words);
        } else {
            let words = items.last_mut().unwrap_or(&mut words);
            words.push(" ", &Look::Plain);
            words.push(line, &Look::Plain);
        }
    }
    content.extend(words.take_lines().into_iter().map(|spans| Content::Paragraph { spans }));
    let items: Vec<_> = items.iter_mut().flat_map(Words::take_lines).collect();
    if !items.is_empty() {
        content.push(Content::List { ordered: false, items });
    }
    content
}

#[cfg(test)]
mod tests {
    use parlour_model::part::Span;

    use super::*;

    #[test]
    fn the_first_line_is_the_title_and_blank_lines_part_paragraphs() {
        let page = read("\u{FEFF}Opening hours\r\n=====\r\n\r\nWe are open\r\nall week:\r\n- Monday\r\n- Sunday,\r\n  too\r\n\r\nWelcome.").unwrap();
        assert_eq!(page.title, "Opening hours");
        assert_eq!(
            page.sections[0].content,
            [
                Content::Paragraph { spans: vec![Span::text("We are open all week:")] },
                Content::List {
                    ordered: false,
                    items: vec![vec![Span::text("Monday")], vec![Span::text("Sunday, too")]]
                },
                Content::Paragraph { spans: vec![Span::text("Welcome.")] },
            ]
        );
    }

    #[test]
    fn a_single_line_is_text_and_nothing_is_an_error() {
        let page = read("We deliver on Fridays.").unwrap();
        assert_eq!((page.title.as_str(), page.sections[0].content.len()), ("", 1));
        assert_eq!(read(" \n --- \n"), Err(Unread::Empty));
    }
}
