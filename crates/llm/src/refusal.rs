//! What a server turns out not to take, learnt from its refusals and remembered for a while: later it may be another
//! server, or have another model.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::chat::ChatRequest;
use crate::error::Error;

/// How long a refusal of the request is remembered.
const HOUR: Duration = Duration::from_secs(60 * 60);
/// How long a failure that sounds like one is remembered: long enough to ask in another way, short enough when it was
/// about something else.
const MINUTE: Duration = Duration::from_secs(60);

/// Whether a server takes something: yes, unless it has refused it of late.
#[derive(Debug, Default)]
pub(crate) struct Habit {
    refused_until: Mutex<Option<Instant>>,
}

impl Habit {
    pub(crate) fn is_taken(&self) -> bool {
        self.is_taken_at(Instant::now())
    }

    fn is_taken_at(&self, now: Instant) -> bool {
        let until = *self.refused_until.lock().unwrap_or_else(PoisonError::into_inner);
        until.is_none_or(|until| now >= until)
    }

    /// It was refused, and there is no doubt about it.
    pub(crate) fn forget(&self) {
        self.forget_for(HOUR);
    }

    fn forget_for(&self, time: Duration) {
        *self.refused_until.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now() + time);
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
        // These speak of the request; what else goes wrong may only sound alike.
        let is_sure = matches!(code, 400 | 422 | 501);
        let sends_temperature = request.temperature.is_some() && self.temperature.is_taken();
        let sends_most = request.max_tokens.is_some() && self.max_tokens.is_taken();
        if is_sure && said.has(&["streamoptions", "includeusage"]) && self.usage.is_taken() {
            return again(&self.usage);
        }
        if is_sure && said.has(&["maxcompletiontokens"]) && sends_most {
            return again(&self.max_tokens);
        }
        if is_sure && said.has(&["temperature"]) && sends_temperature {
            return again(&self.temperature);
        }
        let tell = |habit: &Habit, unsupported: Error| {
            habit.forget_for(if is_sure { HOUR } else { MINUTE });
            tracing::warn!(because = error.plain(), "{unsupported}");
            Lesson::Tell(unsupported)
        };
        // `string`: what a server that knows no parts of content expects instead.
        if request.has_images() && (said.has(&IMAGES) || (is_sure && said.has(&["string"]))) {
            return tell(&self.images, Error::ImagesUnsupported);
        }
        if !request.tools.is_empty() && said.has(&TOOLS) {
            return tell(&self.tools, Error::ToolsUnsupported);
        }
        if matches!(code, 400 | 422) && self.usage.is_taken() && !error.is_about_length() {
            return Lesson::AskWithoutUsage;
        }
        Lesson::Nothing
    }
}

fn again(habit: &Habit) -> Lesson {
    habit.forget();
    Lesson::AskAgain
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

const IMAGES: [&str; 7] = ["image", "images", "imageurl", "imageinput", "vision", "multimodal", "mmproj"];

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::Tool;

    #[test]
    fn a_refusal_is_remembered_for_a_while() {
        let habit = Habit::default();
        assert!(habit.is_taken());
        habit.forget();
        assert!(!habit.is_taken() && !habit.is_taken_at(Instant::now() + HOUR / 2));
        assert!(habit.is_taken_at(Instant::now() + HOUR));
    }

    #[test]
    fn what_only_sounds_like_a_refusal_is_soon_forgotten() {
        let tool =
            Tool { name: "show".into(), description: String::new(), parameters: serde_json::json!({}) };
        let request = ChatRequest {
            tools: vec![tool],
            temperature: Some(0.5),
            max_tokens: Some(7),
            ..Default::default()
        };
        let failure = |code, text: &str| Error::Status { code, excerpt: text.to_owned() };
        let reported = Error::Reported { excerpt: "a function crashed".to_owned() };
        for (error, is_forgotten) in [
            (failure(400, "no tools"), false),
            (failure(422, "no tools"), false),
            (failure(501, "no tools"), false),
            (failure(404, "no such function"), true),
            (failure(500, "tools param requires --jinja flag"), true),
            (reported, true),
        ] {
            let habits = Habits::default();
            assert_eq!(habits.learn(&error, &request), Lesson::Tell(Error::ToolsUnsupported), "{error}");
            assert!(!habits.tools.is_taken(), "the same request is put another way: {error}");
            assert_eq!(habits.tools.is_taken_at(Instant::now() + MINUTE), is_forgotten, "{error}");
        }
        for passing in ["stream_options", "max_completion_tokens", "temperature", "connection string"] {
            let habits = Habits::default();
            assert_eq!(habits.learn(&failure(500, passing), &request), Lesson::Nothing, "{passing}");
            assert!(habits.usage.is_taken() && habits.max_tokens.is_taken(), "{passing}");
            assert!(habits.temperature.is_taken() && habits.images.is_taken(), "{passing}");
        }
    }
}
