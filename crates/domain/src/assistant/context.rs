//! What a turn knows besides its question: what was said before, who asks, where, and with which pictures.

use parlour_model::part::Part;
use parlour_model::{Role, Timestamp};
use parlour_store::conversation::{self as messages, StoredMessage};
use parlour_store::form;
use parlour_store::turn::Turn;

use super::followup;
use crate::conversation::words;
use crate::{Cx, Error, Result, attachment};

/// How many earlier messages are looked at.
const MOST_EARLIER: i64 = 12;
/// How old an earlier message may be, in milliseconds: a day.
const OLDEST_MS: i64 = 24 * 60 * 60 * 1000;
/// How many pictures go along.
const MOST_PICTURES: usize = 4;

/// What a turn knows besides its question.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Context {
    /// What was said before in this conversation, oldest first.
    pub earlier: Vec<Earlier>,
    /// What the visitor has filled in, by its label.
    pub visitor: Vec<(String, String)>,
    /// The page on which the question was asked.
    pub page: Option<String>,
    /// The question's pictures, as `data:` addresses.
    pub pictures: Vec<String>,
}

/// Something that was said before.
#[derive(Debug, Clone, PartialEq)]
pub struct Earlier {
    /// Who said it.
    pub role: Role,
    /// Its words.
    pub text: String,
    /// The products and pages that it showed, by their titles.
    pub shown: Vec<String>,
}

impl Context {
    /// The visitor's earlier questions, oldest first, each with what was shown in answer to it.
    pub(super) fn questions(&self) -> Vec<followup::Earlier> {
        let mut questions: Vec<followup::Earlier> = Vec::new();
        for said in &self.earlier {
            match (said.role, questions.last_mut()) {
                (Role::User, _) => {
                    questions.push(followup::Earlier { question: said.text.clone(), shown: vec![] });
                }
                (_, Some(last)) => last.shown.extend(said.shown.iter().cloned()),
                (_, None) => {}
            }
        }
        questions
    }
}

impl Earlier {
    /// A question and its answer.
    pub fn exchange(question: &str, answer: &[Part]) -> [Self; 2] {
        let asked = Self { role: Role::User, text: question.to_owned(), shown: vec![] };
        [asked, Self { role: Role::Assistant, text: words(answer), shown: shown(answer) }]
    }
}

/// Reads what a turn knows besides its question.
pub(super) async fn read(cx: &Cx, turn: &Turn) -> Result<Context> {
    let (visitor, message) = (turn.visitor_id.clone(), turn.user_message_id.clone());
    let (asked, values, before) = cx
        .db
        .read(async move |tx| {
            let asked = messages::find_message(tx, &visitor, &message).await?;
            let Some(asked) = asked else { return Ok::<_, Error>((None, vec![], vec![])) };
            let before = Some((asked.created_at, asked.id.as_str()));
            let (values, before) = futures::try_join!(
                form::list_values(tx, &visitor),
                messages::list_messages(tx, &visitor, before, MOST_EARLIER)
            )?;
            Ok((Some(asked), values, before))
        })
        .await?;
    let Some(asked) = asked else { return Ok(Context::default()) };
    let oldest = asked.created_at.plus_ms(-OLDEST_MS);
    Ok(Context {
        earlier: earlier(before, &asked, oldest),
        visitor: values.into_iter().map(|value| (value.label, value.value)).collect(),
        page: asked.page,
        pictures: pictures(cx, asked.parts).await?,
    })
}

fn earlier(before: Vec<StoredMessage>, asked: &StoredMessage, oldest: Timestamp) -> Vec<Earlier> {
    let near = |m: &StoredMessage| m.conversation_id == asked.conversation_id && m.created_at >= oldest;
    let mut earlier: Vec<Earlier> = before.into_iter().filter(near).map(said).collect();
    earlier.reverse();
    earlier.retain(|said| !said.text.is_empty());
    earlier
}

fn said(message: StoredMessage) -> Earlier {
    Earlier { role: message.role, text: words(&message.parts), shown: shown(&message.parts) }
}

/// The titles of the products and linked pages in parts.
fn shown(parts: &[Part]) -> Vec<String> {
    let mut titles = Vec::new();
    for part in parts {
        match part {
            Part::Products(cards) => titles.extend(cards.products.iter().map(|card| card.title.clone())),
            Part::RichText(text) => titles.extend(text.links().map(|(title, _)| title.to_owned())),
            _ => {}
        }
    }
    titles
}

async fn pictures(cx: &Cx, parts: Vec<Part>) -> Result<Vec<String>> {
    let mut pictures = Vec::new();
    for part in parts {
        if let Part::Image(image) = part
            && pictures.len() < MOST_PICTURES
            && let Some(address) = attachment::as_data_url(cx, &image).await?
        {
            pictures.push(address);
        }
    }
    Ok(pictures)
}
