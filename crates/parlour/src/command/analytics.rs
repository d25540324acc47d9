//! `parlour analytics`: how often what happened on the owner's pages.

use parlour_domain::{analytics, chatbot};
use serde_json::json;

use crate::cli::AnalyticsArgs;
use crate::installation::Installation;
use crate::output::{Failure, say, tell};

pub(crate) async fn run(here: &Installation, args: AnalyticsArgs, json: bool) -> Result<(), Failure> {
    let AnalyticsArgs { chatbot: id, days, environment } = args;
    let counts = analytics::counts(&here.cx, &id, environment, days).await?;
    let settings = chatbot::find(&here.cx, &id).await?.settings.analytics;
    let rows: Vec<_> = counts
        .iter()
        .map(|count| json!({ "name": count.name, "events": count.events, "visitors": count.visitors }))
        .collect();
    let outcome = json!({
        "chatbot_id": id, "environment": environment, "days": days, "capture": settings.capture, "counts": rows,
    });
    tell(json, &outcome, || {
        for count in &counts {
            say!("{:30}  {:>8} times  {:>8} visitors", count.name, count.events, count.visitors);
        }
        match (counts.is_empty(), settings.capture) {
            (_, false) => say!("Nothing is counted: parlour chatbot set {id} analytics.capture=true"),
            (true, true) => say!("Nothing was counted in the last {days} days."),
            (false, true) => {}
        }
    })
}
