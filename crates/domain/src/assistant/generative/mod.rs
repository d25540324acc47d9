//! The model engine: a language model answers from what was found, and calls for what it wants to show.
//!
//! A turn is a few rounds of one conversation with the model: it speaks and calls, what it called is answered, until it
//! has said all. Whatever it says goes through the stage's guards first. Left out: choosing the engine (`speak`).

mod citations;
mod directives;
mod grounding;
mod prompt;
mod stage;
mod tools;
#[cfg(test)]
mod tests;

use parlour_llm::{
    ChatRequest, Error as ModelError, Finish, Message, Model, Piece, Role, Tool, ToolCall, Usage,
};
use tokio_util::sync::CancellationToken;

use super::answer::{Answer, FoundProduct, Material, forms};
use super::engine::{Sink, TurnInput};
use super::trace::{Called, Prompted, Tokens, Trace};
use crate::Result;
use directives::{Directives, Said};
use prompt::Length;
use stage::Stage;
use tools::{Action, Offer};

/// How often the model is asked in one turn.
const MOST_ROUNDS: usize = 5;
/// How many calls of one round are carried out.
const MOST_CALLS: usize = 12;
/// The longest text of one round, in bytes.
const LONGEST_TEXT: usize = 64 * 1024;
/// The most tokens of an answer, unless the owner says otherwise.
const MOST_ANSWER_TOKENS: u32 = 1000;
/// How many products a search shows to the model.
const MOST_PRODUCTS: usize = 10;

/// What went wrong with a model.
#[derive(Debug, thiserror::Error)]
pub(super) enum Trouble {
    /// Its server, or the way there.
    #[error("{0}")]
    Model(#[from] ModelError),
    /// It ended without a word.
    #[error("the model said nothing; try another model, or look at its server's log")]
    Mute,
}

impl Trouble {
    /// The same for a log: without a word that a visitor may have written.
    pub(super) fn plain(&self) -> String {
        match self {
            Self::Model(error) => error.plain(),
            Self::Mute => self.to_string(),
        }
    }
}

/// Why a model gave no answer, or not all of it.
#[derive(Debug)]
pub(super) struct Broken {
    /// What went wrong.
    pub(super) cause: Trouble,
    /// Whether something was said before.
    pub(super) has_spoken: bool,
}

/// What a model can look up while it answers.
pub(super) trait Reference {
    /// What is found for a question.
    async fn search(&self, question: &str) -> Result<Material>;
    /// The products of these ids, in their order; unknown ones are left out.
    async fn products(&self, ids: &[String]) -> Result<Vec<FoundProduct>>;
}

/// Lets `model` answer. The answer's parts are sent to `sink` while they grow. A turn that is stopped ends with what was
/// said so far.
pub(super) async fn run(
    model: &Model,
    input: &TurnInput,
    reference: &impl Reference,
    sink: Sink<'_>,
    stop: &CancellationToken,
    trace: &mut Trace,
) -> Result<(Answer, Material), Broken> {
    let stage = Stage::new(input, sink, &[prompt::RULES, &input.settings.instructions]);
    let mut talk = Talk { model, input, reference, stop, stage, trace, answered: 0, length: Length::Whole };
    let outcome = talk.converse().await;
    let Talk { mut stage, trace, .. } = talk;
    match outcome {
        // What is not worth reading is as good as nothing, whatever was sent of it.
        Ok(()) if !stage.is_worth_reading() && !stop.is_cancelled() => {
            stage.note_strikes(trace);
            Err(Broken { cause: Trouble::Mute, has_spoken: false })
        }
        Ok(()) => Ok(stage.conclude(trace)),
        Err(cause) => {
            stage.note_strikes(trace);
            Err(Broken { cause, has_spoken: stage.has_spoken() })
        }
    }
}

/// A turn's conversation with the model.
struct Talk<'a, R> {
    model: &'a Model,
    input: &'a TurnInput,
    reference: &'a R,
    stop: &'a CancellationToken,
    stage: Stage<'a>,
    trace: &'a mut Trace,
    /// How many rounds were answered.
    answered: usize,
    /// How much the model is told.
    length: Length,
}

/// What came of one round.
#[derive(Default)]
struct Round {
    text: String,
    calls: Vec<(ToolCall, String)>,
    /// Whether the model waits for what it called.
    must_go_on: bool,
    usage: Option<Usage>,
}

impl Round {
    /// Whether no word was said.
    fn is_mute(&self) -> bool {
        self.text.trim().is_empty()
    }

    fn is_empty(&self) -> bool {
        self.text.is_empty() && self.calls.is_empty() && self.usage.is_none()
    }
}

impl<R: Reference> Talk<'_, R> {
    async fn converse(&mut self) -> Result<(), Trouble> {
        let mut request = self.request();
        let mut is_courtesy = false;
        for _ in 0..MOST_ROUNDS {
            let mut round = Round::default();
            match self.round(&request, &mut round).await {
                Ok(()) => self.count(&request, &round),
                Err(error) if self.can_ask_otherwise(&error) => {
                    request = self.request();
                    continue;
                }
                Err(_) if is_courtesy => return Ok(()),
                Err(error) => {
                    if !round.is_empty() {
                        self.count(&request, &round);
                    }
                    return Err(error.into());
                }
            }
            self.answered += 1;
            if self.stop.is_cancelled() {
                return Ok(());
            }
            // Cards without a word are no answer: the model is asked once more.
            is_courtesy =
                !round.must_go_on && self.answered == 1 && !round.calls.is_empty() && round.is_mute();
            if !round.must_go_on && !is_courtesy {
                return Ok(());
            }
            self.extend(&mut request, round);
            self.stage.begin_anew();
        }
        Ok(())
    }

    /// Whether the same can be asked in another way: what the server does not take was learnt by asking, and a model
    /// whose context is small is told less.
    fn can_ask_otherwise(&mut self, error: &ModelError) -> bool {
        if self.stage.has_spoken() {
            return false;
        }
        let is_too_long = self.length == Length::Whole && error.is_about_length();
        if is_too_long {
            self.length = Length::Short;
        }
        is_too_long || matches!(error, ModelError::ToolsUnsupported | ModelError::ImagesUnsupported)
    }

    fn offer(&self) -> Offer<'_> {
        Offer {
            has_products: self.input.shop.has_products,
            takes_pictures: self.input.takes_pictures,
            forms: &self.input.shop.forms,
            custom: &self.input.settings.custom_tools,
        }
    }

    /// The first request, in the way that the model's server takes it.
    fn request(&mut self) -> ChatRequest {
        let all = self.offer().tools();
        let (tools, lines): (Vec<Tool>, Vec<Tool>) =
            if self.model.takes_tools() { (all, vec![]) } else { (vec![], all) };
        let brief = prompt::Brief {
            name: &self.input.name,
            instructions: &self.input.settings.instructions,
            language: &self.input.understanding.language,
            passages: self.stage.passages(),
            products: self.stage.products(),
            known: &self.input.shop.known,
            context: &self.input.context,
            question: &self.input.question,
            length: self.length,
        };
        let messages = prompt::messages(&brief, &lines, self.model.takes_images());
        self.trace.prompt = messages.iter().map(prompted).collect();
        let settings = &self.input.settings;
        let max_tokens = Some(settings.max_answer_tokens.unwrap_or(MOST_ANSWER_TOKENS));
        ChatRequest { messages, tools, max_tokens, temperature: settings.temperature }
    }

    /// Asks once, and listens until the model has said all or the turn is stopped.
    async fn round(&mut self, request: &ChatRequest, round: &mut Round) -> Result<(), ModelError> {
        let stop = self.stop;
        let mut lines = request.tools.is_empty().then(Directives::new);
        let (model, stage) = (self.model, &mut self.stage);
        let meanwhile = async {
            // Lets the request go out first.
            tokio::task::yield_now().await;
            stage.make_ready();
        };
        let asked = tokio::select! {
            () = stop.cancelled() => return Ok(()),
            (asked, ()) = async { futures::join!(model.chat(request), meanwhile) } => asked,
        };
        let mut stream = asked?;
        loop {
            let piece = tokio::select! {
                () = stop.cancelled() => return Ok(()),
                piece = stream.next() => piece,
            };
            let Some(piece) = piece else { break };
            match piece? {
                // Its wish for fewer tokens was not heard.
                Piece::Text(_) if round.text.len() > LONGEST_TEXT => break,
                Piece::Text(text) => {
                    round.text.push_str(&text);
                    let said = match &mut lines {
                        Some(lines) => lines.push(&text),
                        None => vec![Said::Text(text)],
                    };
                    self.take(said, round).await;
                }
                Piece::ToolCall(call) => self.take(vec![Said::Call(call)], round).await,
                Piece::Usage(usage) => round.usage = Some(usage),
                Piece::End(
                    Finish::ToolCalls | Finish::Stop | Finish::Length | Finish::ContentFilter | Finish::Other,
                ) => {}
            }
        }
        if let Some(mut lines) = lines {
            self.take(lines.finish(), round).await;
        }
        Ok(())
    }

    async fn take(&mut self, said: Vec<Said>, round: &mut Round) {
        for one in said {
            match one {
                Said::Text(text) => {
                    let was_silent = !self.stage.has_spoken();
                    self.stage.say(&text);
                    if was_silent && self.stage.has_spoken() {
                        self.trace.times.first_word_ms.get_or_insert_with(|| self.input.clock.now().ms());
                    }
                }
                Said::Call(call) => {
                    let outcome = if round.calls.len() < MOST_CALLS {
                        self.carry_out(&call, round).await
                    } else {
                        "too many calls at once".to_owned()
                    };
                    self.trace.calls.push(Called {
                        name: call.name.clone(),
                        arguments: call.arguments.clone(),
                        outcome: outcome.chars().take(200).collect(),
                    });
                    round.calls.push((call, outcome));
                }
            }
        }
    }

    /// Carries a call out; what the model is told of it.
    async fn carry_out(&mut self, call: &ToolCall, round: &mut Round) -> String {
        let action = match self.offer().read(call) {
            Ok(action) => action,
            Err(remedy) => {
                round.must_go_on = true;
                return format!("not done: {remedy}");
            }
        };
        match action {
            Action::Search(question) => {
                round.must_go_on = true;
                return self.search(&question).await;
            }
            Action::ShowProducts(ids) => return self.show_products(&ids, round).await,
            Action::ShowSuggestions(suggested) => self.stage.show_suggestions(suggested),
            Action::ShowContactForm => self.stage.show_marker(forms::Marker::Contact),
            Action::ShowSupportTicket => self.stage.show_marker(forms::Marker::Ticket),
            Action::RequestHumanAgent => self.stage.show_marker(forms::Marker::Person),
            Action::RequestImageUpload => self.stage.request_picture(),
            Action::ShowForm(id) => {
                if let Some(form) = self.input.shop.forms.iter().find(|form| form.form_id == id) {
                    self.stage.show_form(form);
                }
            }
            Action::Custom { key, payload } => self.stage.hand_over(key, payload),
        }
        "shown".into()
    }

    async fn search(&mut self, question: &str) -> String {
        match self.reference.search(question).await {
            Ok(material) => {
                self.trace.add_found(&material);
                let before = self.stage.learn(&material);
                let passages = &self.stage.passages()[before..];
                let most = material.products.len().min(MOST_PRODUCTS);
                prompt::found(passages, before + 1, &material.products[..most])
            }
            Err(error) => {
                tracing::error!(%error, "a model's search failed");
                "the search failed".into()
            }
        }
    }

    async fn show_products(&mut self, ids: &[String], round: &mut Round) -> String {
        let rows = match self.reference.products(ids).await {
            Ok(rows) => rows,
            Err(error) => {
                tracing::error!(%error, "the products that a model asked for could not be read");
                return "the products could not be read".into();
            }
        };
        let unknown: Vec<&str> = ids
            .iter()
            .filter(|id| rows.iter().all(|row| row.product.id != **id))
            .map(String::as_str)
            .collect();
        let outcome = if unknown.is_empty() {
            "shown".to_owned()
        } else {
            round.must_go_on |= rows.is_empty();
            format!("unknown ids: {}; use ids from the data", unknown.join(", "))
        };
        self.stage.show_products(rows);
        outcome
    }

    /// Notes what a round took; where the server does not tell, by the length of the text: four characters a token.
    fn count(&mut self, request: &ChatRequest, round: &Round) {
        let tokens = self.trace.usage.get_or_insert_default();
        match round.usage {
            Some(usage) => {
                tokens.prompt = tokens.prompt.saturating_add(usage.prompt_tokens);
                tokens.completion = tokens.completion.saturating_add(usage.completion_tokens);
            }
            None => {
                let told: usize = request.messages.iter().map(|m| prompted(m).text.chars().count()).sum();
                let called: usize = round.calls.iter().map(|(call, _)| call.arguments.len()).sum();
                tokens.prompt = tokens.prompt.saturating_add((told / 4) as u32);
                let said = (round.text.chars().count() + called) / 4;
                tokens.completion = tokens.completion.saturating_add(said as u32);
                tokens.estimated = true;
            }
        }
    }

    /// Tells the model what came of its calls.
    fn extend(&mut self, request: &mut ChatRequest, round: Round) {
        let Round { text, calls, .. } = round;
        let first_new = request.messages.len();
        if request.tools.is_empty() {
            request.messages.push(Message::assistant(text));
            let outcomes: Vec<String> =
                calls.iter().map(|(call, outcome)| format!("::{} gave: {outcome}", call.name)).collect();
            request.messages.push(Message::user(outcomes.join("\n")));
        } else {
            let mut message = Message::assistant(text);
            message.tool_calls = calls.iter().map(|(call, _)| call.clone()).collect();
            request.messages.push(message);
            request.messages.extend(calls.into_iter().map(|(call, outcome)| Message::tool(call.id, outcome)));
        }
        self.trace.prompt.extend(request.messages[first_new..].iter().map(prompted));
    }
}

fn prompted(message: &Message) -> Prompted {
    let role = match message.role {
        Role::System => "system",
        Role::User => "user",
        Role::Assistant => "assistant",
        Role::Tool => "tool",
    };
    let text = message.content.iter().filter_map(|content| match content {
        parlour_llm::Content::Text(text) => Some(text.as_str()),
        parlour_llm::Content::ImageUrl(_) => None,
    });
    Prompted { role: role.into(), text: text.collect() }
}

impl Tokens {
    /// What is added to the day's count.
    pub(super) fn usage(self) -> Usage {
        Usage { prompt_tokens: self.prompt, completion_tokens: self.completion }
    }
}
