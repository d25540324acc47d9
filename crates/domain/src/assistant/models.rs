//! Which language model speaks for a chatbot: its own, or the installation's.
//!
//! Left out: what is said to it (`generative`), and what it may cost (`budget`).

use std::sync::{Arc, Mutex, PoisonError};

use parlour_llm::{ChatRequest, Deadlines, Endpoint, Error as ModelError, Message, Model, Piece, Tool};
use parlour_store::language_model::LanguageModel;
use url::Url;

use crate::{Cx, Error, Result};

/// How many models are kept ready.
const MOST_KNOWN: usize = 64;

/// The models of an installation. Cheap to clone; clones share their connections and what they have learnt of a server.
#[derive(Debug, Clone, Default)]
pub struct Models(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    default: Option<Endpoint>,
    deadlines: Deadlines,
    known: Mutex<Vec<Model>>,
}

impl Models {
    /// Models with the installation's own, for chatbots that have none.
    pub fn new(default: Option<Endpoint>, deadlines: Deadlines) -> Self {
        Self(Arc::new(Inner { default, deadlines, known: Mutex::default() }))
    }

    /// The installation's own endpoint.
    pub fn default_endpoint(&self) -> Option<&Endpoint> {
        self.0.default.as_ref()
    }

    /// The chatbot's own model, else the installation's; `None` when there is neither.
    ///
    /// # Errors
    /// [`Error::Internal`] when the address cannot be used.
    pub fn of(&self, own: Option<LanguageModel>) -> Result<Option<Model>> {
        let endpoint = own.map(endpoint).transpose()?.or_else(|| self.0.default.clone());
        endpoint.map(|endpoint| self.ready(endpoint)).transpose()
    }

    fn ready(&self, endpoint: Endpoint) -> Result<Model> {
        let mut known = self.0.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(model) = known.iter().find(|model| *model.endpoint() == endpoint) {
            return Ok(model.clone());
        }
        let model = Model::new(endpoint, self.0.deadlines).map_err(Error::internal)?;
        if known.len() >= MOST_KNOWN {
            known.remove(0);
        }
        known.push(model.clone());
        Ok(model)
    }
}

/// How a model did when it was tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trial {
    /// What it said.
    pub said: String,
    /// How long its first token took, in milliseconds.
    pub first_token_ms: i64,
    /// How long all of it took, in milliseconds.
    pub total_ms: i64,
}

/// Asks a model for a word, with a tool that it need not call.
///
/// # Errors
/// What is wrong with the model, its server or the way there.
pub async fn try_out(cx: &Cx, model: &Model) -> std::result::Result<Trial, ModelError> {
    let begun = cx.clock.now().ms();
    let parameters = serde_json::json!({ "type": "object", "properties": {} });
    let tool =
        Tool { name: "nothing".into(), description: "Does nothing; do not call it.".into(), parameters };
    let request = |tools| ChatRequest {
        messages: vec![Message::user("Answer with the single word: ready")],
        tools,
        max_tokens: Some(1000),
        temperature: None,
    };
    let mut stream = match model.chat(&request(vec![tool])).await {
        Err(ModelError::ToolsUnsupported) => model.chat(&request(vec![])).await?,
        asked => asked?,
    };
    let (mut said, mut first) = (String::new(), None);
    while let Some(piece) = stream.next().await {
        if let Piece::Text(text) = piece? {
            first.get_or_insert_with(|| cx.clock.now().ms() - begun);
            said.push_str(&text);
        }
    }
    let total_ms = cx.clock.now().ms() - begun;
    Ok(Trial { said: said.trim().to_owned(), first_token_ms: first.unwrap_or(total_ms), total_ms })
}

/// A stored model as an endpoint.
fn endpoint(stored: LanguageModel) -> Result<Endpoint> {
    let base_url = Url::parse(&stored.base_url).map_err(Error::internal)?;
    Ok(Endpoint { base_url, api_key: stored.api_key, model: stored.model })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(model: &str) -> LanguageModel {
        LanguageModel {
            base_url: "http://127.0.0.1:9/v1".into(),
            api_key: Some("secret".into()),
            model: model.into(),
        }
    }

    #[test]
    fn a_chatbots_own_model_goes_before_the_installations() {
        let default = endpoint(own("house")).unwrap();
        let models = Models::new(Some(default), Deadlines::default());
        let name = |own| models.of(own).unwrap().unwrap().endpoint().model.clone();
        assert_eq!(name(None), "house");
        assert_eq!(name(Some(own("mine"))), "mine");
        assert!(Models::default().of(None).unwrap().is_none());
        assert!(!format!("{:?}", own("mine")).contains("secret"));
    }
}
