//! Replays questions with known answers, and tells how many were found, refused, grounded and invented.
//!
//! A file of JSON lines; each is a [`Case`]. Left out: what is good enough, which is the owner's to say ([`Limits`]).

use std::collections::BTreeSet;

use parlour_model::Part;
use parlour_model::assistant::EngineChoice;
use serde::{Deserialize, Serialize};

use crate::assistant::context::{Context, Earlier};
use crate::assistant::trace::Tokens;
use crate::assistant::{Answered, Assistant, Material, Outcome};
use crate::{Cx, Error, Result};

/// A question with what its answer must have.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Case {
    /// The question.
    pub question: String,
    /// Questions that the visitor asks before it, oldest first.
    pub history: Vec<String>,
    /// The end of the address of a page that the answer must stand on.
    pub page: Option<String>,
    /// Ids of products of which at least one must be shown.
    pub products: Vec<String>,
    /// Words that the answer must have.
    pub facts: Vec<String>,
    /// Words that the answer must not have.
    pub must_not_say: Vec<String>,
    /// Whether it cannot be answered: then it must be refused.
    pub unknown: bool,
}

/// Reads cases, one a line; blank lines are passed over.
///
/// # Errors
/// [`Error::Malformed`] that names the line.
pub fn read(text: &str) -> Result<Vec<Case>> {
    let mut cases = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        if line.trim().is_empty() {
            continue;
        }
        let case: Case = serde_json::from_str(line)
            .map_err(|error| Error::Malformed(format!("line {number}: {error}")))?;
        if case.question.trim().is_empty() {
            return Err(Error::Malformed(format!("line {number}: there is no question")));
        }
        cases.push(case);
    }
    if cases.is_empty() { Err(Error::Malformed("there are no questions".into())) } else { Ok(cases) }
}

/// How one case went.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Verdict {
    /// The question.
    pub question: String,
    /// Whether the answer has all that it must; `None` when nothing is asked of it.
    pub found: Option<bool>,
    /// Whether it says that it does not know, or hands the question on.
    pub refused: bool,
    /// Whether it was right to refuse, or not to.
    pub refused_rightly: bool,
    /// Whether it stands on something that was found, and every number it says stands there, too; `None` when it was
    /// refused or answers small talk.
    pub grounded: Option<bool>,
    /// What it says without ground, or must not say.
    pub invented: Vec<String>,
    /// What it lacks.
    pub missing: Vec<String>,
    /// Who answered.
    pub engine: String,
    /// Why the built-in engine answered instead of the model, or why nobody did.
    pub trouble: Option<String>,
    /// How long it took, in milliseconds.
    pub latency_ms: i64,
    /// What a model took for it.
    pub tokens: Option<Tokens>,
}

/// How all cases went. Shares are of those cases for which they make sense; `None` when there are none.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// How many there were.
    pub cases: usize,
    /// The share of the answers that have what they must.
    pub found: Option<f64>,
    /// The share of the unknown questions that were refused.
    pub refused: Option<f64>,
    /// The share of the known questions that were refused all the same.
    pub refused_wrongly: Option<f64>,
    /// The share of the answers that stand on what was found.
    pub grounded: Option<f64>,
    /// The share of all answers that invent something.
    pub invented: Option<f64>,
    /// How many answers a model was to give and did not.
    pub troubled: usize,
    /// The median of the answers' times, in milliseconds.
    pub latency_p50_ms: i64,
    /// The time that 95 of 100 answers keep, in milliseconds.
    pub latency_p95_ms: i64,
    /// Tokens read and written by models.
    pub tokens: Tokens,
    /// What they cost, by the prices that were given.
    pub cost: f64,
    /// Case by case.
    pub verdicts: Vec<Verdict>,
}

/// What is good enough. Shares, 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// The least share of found answers.
    pub min_found: f64,
    /// The least share of refused unknown questions.
    pub min_refused: f64,
    /// The least share of grounded answers.
    pub min_grounded: f64,
    /// The largest share of invented answers.
    pub max_invented: f64,
    /// The largest share of known questions that are refused.
    pub max_refused_wrongly: f64,
}

impl Report {
    /// What is not good enough, in words; empty when all is.
    pub fn shortfalls(&self, limits: &Limits) -> Vec<String> {
        let mut shortfalls = Vec::new();
        for (name, share, least) in [
            ("found", self.found, limits.min_found),
            ("refused", self.refused, limits.min_refused),
            ("grounded", self.grounded, limits.min_grounded),
        ] {
            if let Some(share) = share.filter(|share| *share < least) {
                shortfalls.push(format!("{name} is {share:.3}, less than {least:.3}"));
            }
        }
        for (name, share, most) in [
            ("invented", self.invented, limits.max_invented),
            ("refused wrongly", self.refused_wrongly, limits.max_refused_wrongly),
        ] {
            if let Some(share) = share.filter(|share| *share > most) {
                shortfalls.push(format!("{name} is {share:.3}, more than {most:.3}"));
            }
        }
        if self.troubled > 0 {
            let first = self.verdicts.iter().find_map(|v| v.trouble.as_deref()).unwrap_or_default();
            shortfalls.push(format!("the model did not give {} answers ({first})", self.troubled));
        }
        shortfalls
    }
}

/// What tokens cost, for a million of them, in any currency.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Prices {
    /// Read.
    pub prompt: f64,
    /// Written.
    pub completion: f64,
}

/// Asks every question and judges its answer. `told` hears of each as it is judged.
///
/// # Errors
/// [`Error::NotFound`] when there is no such chatbot.
pub async fn run(
    cx: &Cx,
    assistant: &Assistant,
    chatbot_id: &str,
    engine: EngineChoice,
    cases: &[Case],
    prices: Prices,
    mut told: impl FnMut(&Verdict),
) -> Result<Report> {
    let mut verdicts = Vec::with_capacity(cases.len());
    for case in cases {
        let begun = cx.clock.now().ms();
        let verdict = match ask(assistant, chatbot_id, engine, case).await {
            Ok(answered) => judge(case, &answered),
            Err(gone @ Error::NotFound(_)) => return Err(gone),
            Err(trouble) => unanswered(case, &trouble, cx.clock.now().ms() - begun),
        };
        told(&verdict);
        verdicts.push(verdict);
    }
    Ok(report(cases, verdicts, prices))
}

/// The answer to a case's question, behind those that go before it.
async fn ask(assistant: &Assistant, chatbot_id: &str, engine: EngineChoice, case: &Case) -> Result<Answered> {
    let mut context = Context::default();
    for question in &case.history {
        let before = assistant.ask(chatbot_id, question, engine, &context).await?;
        context.earlier.extend(Earlier::exchange(question, &before.answer.parts));
    }
    assistant.ask(chatbot_id, &case.question, engine, &context).await
}

/// The verdict on a case whose answer broke off.
fn unanswered(case: &Case, trouble: &Error, latency_ms: i64) -> Verdict {
    Verdict {
        question: case.question.clone(),
        found: is_asked_for_something(case).then_some(false),
        refused: false,
        refused_rightly: !case.unknown,
        grounded: None,
        invented: vec![],
        missing: vec!["an answer".into()],
        engine: "model".into(),
        trouble: Some(trouble.to_string()),
        latency_ms,
        tokens: None,
    }
}

fn is_asked_for_something(case: &Case) -> bool {
    case.page.is_some() || !case.products.is_empty() || !case.facts.is_empty()
}

fn judge(case: &Case, answered: &Answered) -> Verdict {
    let answer = &answered.answer;
    let said = said(&answer.parts);
    let missing = missing(case, answered, &said);
    let asks = is_asked_for_something(case);
    let refused =
        matches!(answer.outcome, Outcome::Unknown | Outcome::Close | Outcome::Person | Outcome::Ticket)
            && answer.sources.iter().all(|_| answer.outcome == Outcome::Close);
    let is_answer = !refused && answer.outcome != Outcome::SmallTalk;
    let mut invented: Vec<String> = case
        .must_not_say
        .iter()
        .filter(|words| said.to_lowercase().contains(&words.to_lowercase()))
        .cloned()
        .collect();
    if is_answer {
        invented.extend(groundless_numbers(&said, &case.question, &answered.materials));
    }
    if case.unknown && is_answer {
        invented.push("an answer to what cannot be known".into());
    }
    let grounded = is_answer.then_some(!answer.sources.is_empty() && invented.is_empty());
    Verdict {
        question: case.question.clone(),
        found: asks.then_some(missing.is_empty()),
        refused,
        refused_rightly: refused == case.unknown || (!asks && !case.unknown),
        grounded,
        invented,
        missing,
        engine: answered.trace.engine.clone(),
        trouble: answered.trace.fell_back.clone(),
        latency_ms: answered.trace.times.total_ms,
        tokens: answered.trace.usage,
    }
}

/// All words of an answer, those on cards among them.
fn said(parts: &[Part]) -> String {
    let mut said = String::new();
    for part in parts {
        said.push_str(&part.plain_text());
        if let Part::Products(cards) = part {
            for card in &cards.products {
                said.push_str(&format!("\n{} {} {}", card.title, card.price.amount, card.price.currency));
            }
        }
        said.push('\n');
    }
    said
}

fn missing(case: &Case, answered: &Answered, said: &str) -> Vec<String> {
    let mut missing = Vec::new();
    let page_of = |url: &str| url.split('#').next().unwrap_or_default().to_owned();
    if let Some(page) = &case.page
        && !answered.answer.sources.iter().any(|source| page_of(&source.url).ends_with(page.as_str()))
    {
        missing.push(format!("the page {page}"));
    }
    let shown: Vec<&str> = answered
        .answer
        .parts
        .iter()
        .filter_map(|part| match part {
            Part::Products(cards) => Some(&cards.products),
            _ => None,
        })
        .flatten()
        .map(|card| card.id.as_str())
        .collect();
    if !case.products.is_empty() && !case.products.iter().any(|id| shown.contains(&id.as_str())) {
        missing.push(format!("one of the products {}", case.products.join(", ")));
    }
    let lower = said.to_lowercase();
    missing.extend(case.facts.iter().filter(|fact| !lower.contains(&fact.to_lowercase())).cloned());
    missing
}

/// The numbers of an answer that stand neither in what was found nor in the question.
fn groundless_numbers(said: &str, question: &str, materials: &[Material]) -> Vec<String> {
    let mut known: BTreeSet<String> = numbers(question).collect();
    for material in materials {
        for found in &material.passages {
            known.extend(numbers(&found.passage.text()));
            known.extend(numbers(&found.page_title));
            found.passage.headings.iter().for_each(|heading| known.extend(numbers(heading)));
        }
        for found in &material.products {
            let product = &found.product;
            known.extend(numbers(&format!("{} {}", product.title, product.description)));
            known.extend(numbers(&product.price.amount.to_string()));
            let old = product.original_price.as_ref().map(|price| price.amount.to_string());
            known.extend(numbers(&old.unwrap_or_default()));
            known.extend(product.stock.map(|stock| stock.to_string()));
        }
    }
    // A number below ten may be a count of what is shown.
    let counts = |number: &String| number.len() == 1;
    numbers(said).filter(|number| !counts(number) && !known.contains(number)).collect()
}

/// The numbers of a text, their decimals without trailing zeros.
fn numbers(text: &str) -> impl Iterator<Item = String> + '_ {
    let inner = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
    text.split(move |c: char| !inner(c)).filter_map(|run| {
        let run = run.trim_matches(['.', ',']).replace(',', ".");
        if run.is_empty() {
            return None;
        }
        Some(match run.rsplit_once('.') {
            Some((whole, decimals)) => {
                let decimals = decimals.trim_end_matches('0');
                if decimals.is_empty() { whole.to_owned() } else { format!("{whole}.{decimals}") }
            }
            None => run,
        })
    })
}

fn report(cases: &[Case], verdicts: Vec<Verdict>, prices: Prices) -> Report {
    let share = |all: Vec<bool>| {
        let yes = all.iter().filter(|yes| **yes).count();
        (!all.is_empty()).then(|| yes as f64 / all.len() as f64)
    };
    let of = |unknown: bool| -> Vec<bool> {
        let pairs = cases.iter().zip(&verdicts).filter(|(case, _)| case.unknown == unknown);
        pairs.map(|(_, verdict)| verdict.refused).collect()
    };
    let mut latencies: Vec<i64> = verdicts.iter().map(|v| v.latency_ms).collect();
    latencies.sort_unstable();
    let at = |share: f64| {
        let place = (latencies.len() as f64 * share).ceil() as usize;
        latencies.get(place.saturating_sub(1)).copied().unwrap_or_default()
    };
    let mut tokens = Tokens::default();
    for taken in verdicts.iter().filter_map(|v| v.tokens) {
        tokens.prompt = tokens.prompt.saturating_add(taken.prompt);
        tokens.completion = tokens.completion.saturating_add(taken.completion);
        tokens.estimated |= taken.estimated;
    }
    let million = |count: u32, price: f64| f64::from(count) * price / 1_000_000.0;
    Report {
        cases: cases.len(),
        found: share(verdicts.iter().filter_map(|v| v.found).collect()),
        refused: share(of(true)),
        refused_wrongly: share(of(false)),
        grounded: share(verdicts.iter().filter_map(|v| v.grounded).collect()),
        invented: share(verdicts.iter().map(|v| !v.invented.is_empty()).collect()),
        troubled: verdicts.iter().filter(|v| v.trouble.is_some()).count(),
        latency_p50_ms: at(0.5),
        latency_p95_ms: at(0.95),
        tokens,
        cost: million(tokens.prompt, prices.prompt) + million(tokens.completion, prices.completion),
        verdicts,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cases_are_read_and_a_broken_line_is_named() {
        let cases =
            read("{\"question\":\"a?\",\"page\":\"x.html\"}\n\n{\"question\":\"b?\",\"unknown\":true}\n")
                .unwrap();
        assert_eq!(cases.len(), 2);
        for (text, line) in [
            ("{\"question\":\"a?\"}\n{\"question\":1}", "line 2"),
            ("{\"question\":\"a?\",\"pages\":\"x\"}", "line 1"),
            ("{\"question\":\" \"}", "line 1"),
            ("", "no questions"),
        ] {
            let Err(Error::Malformed(why)) = read(text) else { panic!("{text}") };
            assert!(why.contains(line), "{why}");
        }
    }

    #[test]
    fn numbers_are_compared_by_their_worth() {
        let of = |text: &str| numbers(text).collect::<Vec<_>>();
        assert_eq!(of("€49,00 or 4.50, 30 days. 12"), ["49", "4.5", "30", "12"]);
        assert_eq!(groundless_numbers("it costs 12 and 49.00", "under 49?", &[]), ["12"]);
    }

    #[test]
    fn shortfalls_name_the_measure() {
        let limits = Limits {
            min_found: 0.9,
            min_refused: 1.0,
            min_grounded: 0.5,
            max_invented: 0.0,
            max_refused_wrongly: 1.0,
        };
        let case = Case { unknown: true, ..Case::default() };
        let verdict = Verdict {
            question: "q".into(),
            found: None,
            refused: false,
            refused_rightly: false,
            grounded: Some(false),
            invented: vec!["x".into()],
            missing: vec![],
            engine: "built_in".into(),
            trouble: Some("the server is gone".into()),
            latency_ms: 4,
            tokens: Some(Tokens { prompt: 1_000_000, completion: 500_000, estimated: false }),
        };
        let report = report(&[case], vec![verdict], Prices { prompt: 2.0, completion: 4.0 });
        assert_eq!((report.found, report.refused, report.invented), (None, Some(0.0), Some(1.0)));
        assert_eq!((report.cost, report.latency_p50_ms, report.latency_p95_ms), (4.0, 4, 4));
        let words = report.shortfalls(&limits).join("; ");
        assert!(
            words.contains("refused") && words.contains("grounded") && words.contains("invented"),
            "{words}"
        );
        assert!(words.contains("did not give 1 answers (the server is gone)"), "{words}");
        assert!(!words.contains("found is"), "{words}");
    }
}
