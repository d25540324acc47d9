//! Every operation the server serves is listed for people, and nothing is listed that it does not serve.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Finding;
use super::tree::Tree;

const SCHEMA: &str = "contract/openapi.json";
const LIST: &str = "contract/README.md";
const METHODS: [&str; 7] = ["get", "put", "post", "delete", "options", "head", "patch"];

/// The rule. An operation is listed as `METHOD /path` between backticks.
pub(super) fn listed(tree: &Tree) -> Vec<Finding> {
    let missing = |path: &str| vec![format!("{path}: it is missing")];
    let Some(schema) = tree.get(SCHEMA) else { return missing(SCHEMA) };
    let Some(list) = tree.get(LIST) else { return missing(LIST) };
    let schema: Value = match serde_json::from_str(schema) {
        Ok(schema) => schema,
        Err(error) => return vec![format!("{SCHEMA}: it is no JSON: {error}")],
    };
    let (served, listed) = (operations(&schema), mentions(list));
    if served.is_empty() {
        return vec![format!("{SCHEMA}: it has no operations")];
    }
    let unlisted = served.difference(&listed).map(|operation| format!("{LIST}: `{operation}` is not listed"));
    let unserved =
        listed.difference(&served).map(|operation| format!("{LIST}: `{operation}` is not in {SCHEMA}"));
    unlisted.chain(unserved).collect()
}

fn operations(schema: &Value) -> BTreeSet<String> {
    let paths = schema["paths"].as_object().into_iter().flatten();
    let methods = |(path, item): (&String, &Value)| {
        let has = |method: &&&str| item.get(**method).is_some();
        METHODS
            .iter()
            .filter(has)
            .map(|method| format!("{} {path}", method.to_uppercase()))
            .collect::<Vec<_>>()
    };
    paths.flat_map(methods).collect()
}

fn mentions(list: &str) -> BTreeSet<String> {
    let is_operation = |text: &&str| {
        let method = text.split_once(" /").map(|(method, _)| method.to_lowercase());
        method.is_some_and(|method| METHODS.contains(&method.as_str()))
    };
    let spans = |line: &str| line.split('`').skip(1).step_by(2).map(ToOwned::to_owned).collect::<Vec<_>>();
    list.lines().flat_map(spans).filter(|text| is_operation(&text.as_str())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = r#"{"paths": {"/a/{id}": {"get": {}, "parameters": []}}}"#;

    fn findings(schema: &str, list: &str) -> usize {
        listed(&Tree::from([(SCHEMA, schema), (LIST, list)])).len()
    }

    #[test]
    fn what_is_served_is_listed_and_the_other_way_round() {
        assert_eq!(findings(ONE, "| `GET /a/{id}` | reads `id` |"), 0);
        assert_eq!(findings(ONE, "nothing"), 1);
        assert_eq!(findings(ONE, "`GET /a/{id}` and `POST /a/{id}`"), 1);
    }

    #[test]
    fn a_missing_or_empty_schema_is_found() {
        assert_eq!(findings("{}", ""), 1);
        assert_eq!(findings("{", ""), 1);
        assert_eq!(listed(&Tree::default()).len(), 1);
        assert_eq!(listed(&Tree::from([(SCHEMA, ONE)])).len(), 1);
    }
}
