//! Runs of words with one look, of which most text is made.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A run of words with one look.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case", try_from = "LooseSpan")]
pub enum Span {
    /// Plain words.
    Text {
        /// The words.
        text: String,
    },
    /// Bold words.
    Bold {
        /// The words.
        text: String,
    },
    /// Words struck through.
    Strike {
        /// The words.
        text: String,
    },
    /// A link.
    Link {
        /// The words.
        text: String,
        /// Where it leads.
        url: String,
    },
}

/// A span as it is written. Serde reads a tagged union twice, and most of what is stored is spans.
#[derive(Deserialize)]
struct LooseSpan {
    r#type: SpanKind,
    text: String,
    url: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum SpanKind {
    Text,
    Bold,
    Strike,
    Link,
}

impl TryFrom<LooseSpan> for Span {
    type Error = &'static str;

    fn try_from(LooseSpan { r#type, text, url }: LooseSpan) -> Result<Self, Self::Error> {
        Ok(match r#type {
            SpanKind::Text => Self::Text { text },
            SpanKind::Bold => Self::Bold { text },
            SpanKind::Strike => Self::Strike { text },
            SpanKind::Link => Self::Link { text, url: url.ok_or("missing field `url`")? },
        })
    }
}

impl Span {
    /// Plain words.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text { text: text.into() }
    }

    /// Bold words.
    pub fn bold(text: impl Into<String>) -> Self {
        Self::Bold { text: text.into() }
    }

    /// A link.
    pub fn link(text: impl Into<String>, url: impl Into<String>) -> Self {
        Self::Link { text: text.into(), url: url.into() }
    }

    /// Other words with the same look.
    pub fn with_text(&self, text: impl Into<String>) -> Self {
        let text = text.into();
        match self {
            Self::Text { .. } => Self::Text { text },
            Self::Bold { .. } => Self::Bold { text },
            Self::Strike { .. } => Self::Strike { text },
            Self::Link { url, .. } => Self::Link { text, url: url.clone() },
        }
    }

    /// The words without their look.
    pub fn as_text(&self) -> &str {
        match self {
            Self::Text { text } | Self::Bold { text } | Self::Strike { text } | Self::Link { text, .. } => {
                text
            }
        }
    }
}
