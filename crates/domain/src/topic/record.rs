//! What each turn was about: said after its answer, kept beside it, and told to the visitor's page.
//!
//! Contract: Diverge reference 8.3 and 8.4 (`conversationClassified`). Left out: asking a model, which whoever
//! calls [`classify_turn`] may do.

use parlour_model::Topic;
use parlour_model::assistant::ClassifierChoice;
use parlour_store::turn::{self as rows, Turn, TurnState};
use parlour_store::{Tx, conversation as messages};
use tracing::warn;

use super::{Classifier, Classifiers};
use crate::access::VisitorIdentity;
use crate::conversation::words;
use crate::{Cx, Error, Result};

/// How many messages before the question are looked at for its context.
const LOOKED_BACK: i64 = 8;

/// What a turn was about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Classification {
    /// The topic's name; `None` when no topic fits, or nothing was said about the turn yet.
    pub topic: Option<String>,
    /// Whether this is the last word.
    pub classified: bool,
}

/// What someone else says that a question is about: one of the topics' names, or none; nothing when they cannot say.
pub(crate) type Opinion = Option<Option<String>>;

/// What can be said of a question while its answer is being stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Decided {
    /// It is about this topic.
    Topic(String),
    /// The chatbot has no topics.
    Nothing,
    /// More must be read or asked first: [`classify_turn`] does.
    Later,
}

/// Says what a question is about, if that is known without reading or asking: so it is stored together with the answer.
/// `revision` is the chatbot's when it was asked.
pub(crate) fn decide(classifiers: &Classifiers, chatbot_id: &str, revision: i64, question: &str) -> Decided {
    let Some(known) = classifiers.known(chatbot_id, revision) else { return Decided::Later };
    let Some(learned) = known else { return Decided::Nothing };
    match learned.choice {
        ClassifierChoice::Model => Decided::Later,
        ClassifierChoice::Local => {
            let topic = learned.classifier.classify(question);
            topic.map_or(Decided::Later, |topic| Decided::Topic(topic.to_owned()))
        }
    }
}

/// Says what an answered turn was about and keeps it. Where the owner wants it, `by_model` is asked first, with the
/// topics and the question. A failure is logged and stops nothing: the answer stands.
pub(crate) async fn classify_turn(
    cx: &Cx,
    classifiers: &Classifiers,
    turn: &Turn,
    question: &str,
    by_model: impl AsyncFnOnce(&[Topic], &str) -> Opinion,
) {
    if let Err(error) = try_to_classify(cx, classifiers, turn, question, by_model).await {
        warn!(turn_id = %turn.id, %error, "the turn could not be classified");
    }
}

async fn try_to_classify(
    cx: &Cx,
    classifiers: &Classifiers,
    turn: &Turn,
    question: &str,
    by_model: impl AsyncFnOnce(&[Topic], &str) -> Opinion,
) -> Result<()> {
    let Some(learned) = classifiers.of(cx, &turn.chatbot_id).await? else { return Ok(()) };
    let opinion = match learned.choice {
        ClassifierChoice::Local => None,
        ClassifierChoice::Model => {
            let earlier = question_before(cx, turn).await?;
            let whole = earlier.iter().map(String::as_str).chain([question]).collect::<Vec<_>>().join("\n");
            by_model(&learned.topics, &whole).await
        }
    };
    let topic = match opinion {
        Some(topic) => topic,
        None => classify(cx, &learned.classifier, turn, question).await?,
    };
    let now = cx.clock.now();
    let turn = turn.clone();
    let keep =
        async move |tx: &Tx| rows::classify(tx, &turn.visitor_id, &turn.id, topic.as_deref(), now).await;
    cx.db.write(keep).await?;
    Ok(())
}

/// The topic of a question. One that says too little by itself ("and in blue?") is read together with the one before.
async fn classify(cx: &Cx, classifier: &Classifier, turn: &Turn, question: &str) -> Result<Option<String>> {
    if let Some(topic) = classifier.classify(question) {
        return Ok(Some(topic.to_owned()));
    }
    let Some(earlier) = question_before(cx, turn).await? else { return Ok(None) };
    Ok(classifier.classify(&format!("{earlier}\n{question}")).map(str::to_owned))
}

/// What the visitor said before this turn's question, in the same conversation.
async fn question_before(cx: &Cx, turn: &Turn) -> Result<Option<String>> {
    let visitor = turn.visitor_id.clone();
    let newest = async move |tx: &Tx| messages::list_messages(tx, &visitor, None, LOOKED_BACK).await;
    let newest = cx.db.read(newest).await?;
    let mut older = newest.into_iter().skip_while(|message| message.id != turn.user_message_id).skip(1);
    let before = older.find(|message| {
        message.role == parlour_model::Role::User && message.conversation_id == turn.conversation_id
    });
    Ok(before.map(|message| words(&message.parts)))
}

/// What a visitor's turn was about, named by its answer or by the message that it answers.
///
/// # Errors
/// [`Error::NotFound`] when the visitor has no such turn.
pub async fn classification(
    cx: &Cx,
    classifiers: &Classifiers,
    visitor: &VisitorIdentity,
    message_id: &str,
) -> Result<Classification> {
    let (who, id) = (visitor.visitor_id.clone(), message_id.to_owned());
    let found = cx.db.read(async move |tx| rows::find_classification(tx, &who, &id).await).await?;
    let kept =
        found.ok_or_else(|| Error::NotFound(format!("no turn belongs to the message {message_id}")))?;
    // Nothing is kept of the turns of a chatbot without topics, nor of those that failed.
    let nothing_to_come = kept.state == TurnState::Failed
        || (kept.state == TurnState::Done && classifiers.of(cx, &visitor.chatbot_id).await?.is_none());
    let classified = kept.classified_at.is_some() || nothing_to_come;
    Ok(Classification { topic: kept.classification, classified })
}
