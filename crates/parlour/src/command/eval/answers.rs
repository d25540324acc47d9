//! `parlour eval FILE`: a file of questions, replayed.

use parlour_domain::eval::answers::{Limits, Prices, Report, Verdict, read, run};

use crate::cli::AnswersArgs;
use crate::installation::Installation;
use crate::output::{Failure, say, tell};

pub(super) async fn replay(here: &Installation, args: &AnswersArgs, json: bool) -> Result<(), Failure> {
    let named = |error: &dyn std::fmt::Display| Failure::new(format!("{}: {error}", args.file.display()));
    let text = std::fs::read_to_string(&args.file).map_err(|error| named(&error))?;
    let cases = read(&text).map_err(|error| named(&error))?;
    let prices = Prices { prompt: args.price_in, completion: args.price_out };
    let told = |verdict: &Verdict| {
        if !json {
            print_verdict(verdict);
        }
    };
    let engine = args.engine.into();
    let report = run(&here.cx, &here.assistant, &args.chatbot, engine, &cases, prices, told).await?;
    tell(json, &report, || print(&report))?;
    let limits = Limits {
        min_found: args.min_found,
        min_refused: args.min_refused,
        min_grounded: args.min_grounded,
        max_invented: args.max_invented,
        max_refused_wrongly: args.max_refused_wrongly,
    };
    let shortfalls = report.shortfalls(&limits);
    if shortfalls.is_empty() { Ok(()) } else { Err(Failure::told(shortfalls.join("; "))) }
}

fn print_verdict(verdict: &Verdict) {
    let is_good = verdict.found != Some(false)
        && verdict.refused_rightly
        && verdict.invented.is_empty()
        && verdict.trouble.is_none();
    say!("{}  {:6} ms  {}", if is_good { "ok " } else { "BAD" }, verdict.latency_ms, verdict.question);
    if !verdict.missing.is_empty() {
        say!("     lacks {}", verdict.missing.join("; "));
    }
    if !verdict.invented.is_empty() {
        say!("     invents {}", verdict.invented.join("; "));
    }
    if let Some(trouble) = &verdict.trouble {
        say!("     not by the model: {trouble}");
    }
    if !verdict.refused_rightly {
        say!("     {}", if verdict.refused { "is refused" } else { "is not refused" });
    }
}

fn print(report: &Report) {
    say!("\n{} questions", report.cases);
    let share = |share: Option<f64>| share.map_or("    –".into(), |share| format!("{share:.3}"));
    say!("found     {}   of those that can be answered", share(report.found));
    say!(
        "refused   {}   of those that cannot, and {} of the others",
        share(report.refused),
        share(report.refused_wrongly)
    );
    say!("grounded  {}   of the answers", share(report.grounded));
    say!("invented  {}   of all", share(report.invented));
    say!("latency   {} ms in the middle, {} ms for 95 of 100", report.latency_p50_ms, report.latency_p95_ms);
    if report.troubled > 0 {
        say!("answered by the built-in engine, or not at all, {} times", report.troubled);
    }
    let tokens = report.tokens;
    if tokens.prompt + tokens.completion > 0 {
        let how = if tokens.estimated { ", estimated" } else { "" };
        say!(
            "tokens    {} read, {} written{how}; they cost {:.4}",
            tokens.prompt,
            tokens.completion,
            report.cost
        );
    }
}
