//! What every handler is given.

use std::sync::Arc;

use axum::extract::FromRef;
use parlour_domain::Cx;
use parlour_domain::assistant::Assistant;

use crate::limits::Limits;
use crate::site::Pages;

/// The state of the router. Cheap to clone.
#[derive(Clone)]
pub(crate) struct App {
    /// The ground of domain commands.
    pub(crate) cx: Cx,
    /// Who answers.
    pub(crate) assistant: Assistant,
    /// Who called how often.
    pub(crate) limits: Arc<Limits>,
    /// What the site serves.
    pub(crate) pages: Arc<Pages>,
}

impl FromRef<App> for Cx {
    fn from_ref(app: &App) -> Self {
        app.cx.clone()
    }
}

impl FromRef<App> for Assistant {
    fn from_ref(app: &App) -> Self {
        app.assistant.clone()
    }
}

impl FromRef<App> for Arc<Pages> {
    fn from_ref(app: &App) -> Self {
        app.pages.clone()
    }
}
