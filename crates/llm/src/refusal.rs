//! What a server turns out not to take, learnt from its refusals and remembered.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::chat::ChatRequest;
use crate::error::Error;

/// Whether a server takes something: yes, until it has refused it.
#[derive(Debug)]
pub(crate) struct Habit(AtomicBool);

impl Default for Habit {
    fn default() -> Self {
        Self(AtomicBool::new(true))
    }
}

impl Habit {
    pub(crate) fn is_taken(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    pub(crate) fn forget(&self) {
        self.0.store(false, Ordering::Relaxed);
    }
}

/// What a server takes.
#[derive(Debug, Default)]
pub(crate) struct Habits {
    pub(crate) tools: Habit,
    pub(crate) images: Habit,
    /// `stream_options`.
    pub(crate) usage: Habit,
    pub(crate) temperature: Habit,
    /// `max_tokens`; where it is refused, `max_completion_tokens` is sent.
    pub(crate) max_tokens: Habit,
}

/// What follows from a refusal.
#[derive(Debug, PartialEq)]
pub(crate) enum Lesson {
    /// The request can be put another way.
    AskAgain,
    /// The wish for usage, the only field that is sent unasked, may be what is refused.
    AskWithoutUsage,
    /// The caller must ask for something else.
    Tell(Error),
    /// Nothing.
    Nothing,
}

impl Habits {
    /// Refuses what is known to be refused.
    pub(crate) fn check(&self, request: &ChatRequest) -> Result<(), Error> {
        if !request.tools.is_empty() && !self.tools.is_taken() {
            return Err(Error::ToolsUnsupported);
        }
        if request.has_images() && !self.images.is_taken() {
            return Err(Error::ImagesUnsupported);
        }
        Ok(())
    }

    /// Learns from the answer to a request.
    pub(crate) fn learn(&self, error: &Error, request: &ChatRequest) -> Lesson {
        let (code, said) = match error {
            Error::Status { code, excerpt } => (*code, excerpt),
            // A failure in the stream comes after a status of success: what it says decides alone.
            Error::Reported { excerpt } => (500, excerpt),
            _ => return Lesson::Nothing,
        };
        if !matches!(code, 400 | 404 | 422 | 500 | 501) {
            return Lesson::Nothing;
        }
        let said = Words::of(said);
        let sends_temperature = request.temperature.is_some() && self.temperature.is_taken();
        let sends_most = request.max_tokens.is_some() && self.max_tokens.is_taken();
        if said.has(&["streamoptions", "includeusage"]) && self.usage.is_taken() {
            return again(&self.usage);
        }
        if said.has(&["maxcompletiontokens"]) && sends_most {
            return again(&self.max_tokens);
        }
        if said.has(&["temperature"]) && sends_temperature {
            return again(&self.temperature);
        }
        if request.has_images() && said.has(&IMAGES) {
            return tell(&self.images, Error::ImagesUnsupported, error);
        }
        if !request.tools.is_empty() && said.has(&TOOLS) {
            return tell(&self.tools, Error::ToolsUnsupported, error);
        }
        if matches!(code, 400 | 422) && self.usage.is_taken() {
            return Lesson::AskWithoutUsage;
        }
        Lesson::Nothing
    }
}

fn again(habit: &Habit) -> Lesson {
    habit.forget();
    Lesson::AskAgain
}

fn tell(habit: &Habit, unsupported: Error, because: &Error) -> Lesson {
    habit.forget();
    tracing::warn!(because = because.plain(), "{unsupported}");
    Lesson::Tell(unsupported)
}

const TOOLS: [&str; 9] = [
    "tool",
    "tools",
    "toolchoice",
    "toolcalls",
    "toolcalling",
    "function",
    "functions",
    "functioncalling",
    "jinja",
];

/// `string`: what a server that knows no parts of content expects instead.
const IMAGES: [&str; 8] =
    ["image", "images", "imageurl", "imageinput", "vision", "multimodal", "mmproj", "string"];

/// The words of a text, in lower case, without what joins their parts.
struct Words(Vec<String>);

impl Words {
    fn of(text: &str) -> Self {
        let joined = text.to_lowercase().replace(['_', '-'], "");
        let words = joined.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        Self(words.map(ToOwned::to_owned).collect())
    }

    fn has(&self, any: &[&str]) -> bool {
        self.0.iter().any(|word| any.contains(&word.as_str()))
    }
}
