//! `parlour eval`

mod answers;
mod retrieval;
mod topics;

use crate::cli::{EvalArgs, EvalCommand, Global};
use crate::config::Config;
use crate::output::Failure;

pub(crate) async fn run(global: &Global, args: EvalArgs) -> Result<(), Failure> {
    let json = global.json;
    match (args.part, args.answers) {
        (Some(EvalCommand::Retrieval { dir, limit, embeddings }), _) => {
            let model = if embeddings { Some(retrieval::model(global)?) } else { None };
            retrieval::run(&dir, limit, model.as_ref(), json).await
        }
        (Some(EvalCommand::Topics { file, examples, split }), _) => {
            topics::run(&file, &examples, &split, json)
        }
        (None, Some(wanted)) => {
            answers::replay(&super::here(&Config::read(global)?).await?, &wanted, json).await
        }
        (None, None) => Err(Failure::usage("expected a file of questions, or a part to measure")),
    }
}
