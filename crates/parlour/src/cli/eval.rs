//! What `parlour eval` takes.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::EngineName;

#[derive(Debug, Args)]
pub(crate) struct EvalArgs {
    #[command(subcommand)]
    pub(crate) part: Option<EvalCommand>,
    #[command(flatten)]
    pub(crate) answers: Option<AnswersArgs>,
}

/// How a file of questions is replayed, and what is good enough: else the exit code is 1.
#[derive(Debug, Args)]
pub(crate) struct AnswersArgs {
    /// JSON lines with `question` and any of `history`, `page`, `products`, `facts`, `must_not_say`, `unknown`
    #[arg(required = true, value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// The chatbot
    #[arg(long, required = true)]
    pub(crate) chatbot: String,
    /// Who is to answer
    #[arg(long, default_value = "auto")]
    pub(crate) engine: EngineName,
    /// The least share of answers that have what they must
    #[arg(long, default_value_t = 0.8, value_name = "SHARE", value_parser = share)]
    pub(crate) min_found: f64,
    /// The least share of unknown questions that are refused
    #[arg(long, default_value_t = 0.8, value_name = "SHARE", value_parser = share)]
    pub(crate) min_refused: f64,
    /// The least share of answers that stand on what was found
    #[arg(long, default_value_t = 0.9, value_name = "SHARE", value_parser = share)]
    pub(crate) min_grounded: f64,
    /// The largest share of answers that invent something
    #[arg(long, default_value_t = 0.0, value_name = "SHARE", value_parser = share)]
    pub(crate) max_invented: f64,
    /// The largest share of known questions that are refused all the same
    #[arg(long, default_value_t = 0.2, value_name = "SHARE", value_parser = share)]
    pub(crate) max_refused_wrongly: f64,
    /// What a million tokens cost that the model reads
    #[arg(long, default_value_t = 0.0, value_name = "PRICE")]
    pub(crate) price_in: f64,
    /// What a million tokens cost that the model writes
    #[arg(long, default_value_t = 0.0, value_name = "PRICE")]
    pub(crate) price_out: f64,
}

fn share(text: &str) -> Result<f64, String> {
    let share = text.parse::<f64>().ok().filter(|share| (0.0..=1.0).contains(share));
    share.ok_or_else(|| "expected a share from 0 to 1, such as 0.9".into())
}

#[derive(Debug, Subcommand)]
pub(crate) enum EvalCommand {
    /// Measure how well passages are found, on a test collection; needs no installation
    Retrieval {
        /// A folder with corpus.jsonl, queries.jsonl and qrels.tsv
        dir: PathBuf,
        /// Ask only the first queries that have a relevant document
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
        limit: Option<u32>,
        /// Find passages by the configured embedding model, too
        #[arg(long)]
        embeddings: bool,
    },
    /// Measure how well topics are told apart; needs no installation
    Topics {
        /// CLINC150's JSON, or lines of {"text", "topic", "split"}; a topic of null is none
        file: PathBuf,
        /// Learn from so many examples a topic; repeat for more [default: 5, 10 and all]
        #[arg(long, value_name = "N|all")]
        examples: Vec<Examples>,
        /// Ask about the texts of this split
        #[arg(long, value_name = "NAME", default_value = "test")]
        split: String,
    },
}

/// How many examples a topic; all when there is no number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Examples(pub(crate) Option<usize>);

impl std::str::FromStr for Examples {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.parse() {
            _ if text == "all" => Ok(Self(None)),
            Ok(most) if most > 0 => Ok(Self(Some(most))),
            _ => Err("expected a number from 1 on, or all".to_owned()),
        }
    }
}
