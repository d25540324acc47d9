//! Each crate exists because it forbids something: the table of the design's third section.

use toml::Table;

use super::Finding;
use super::source::{bare, line_of};
use super::tree::Tree;

/// What a crate in `crates/` may be made of.
struct Allowance {
    name: &'static str,
    /// Crates of ours that it may use.
    ours: &'static [&'static str],
    /// Kinds of crates of others that it must not.
    banned: &'static [Kind],
}

/// Crates of others that bring the same thing.
#[derive(Clone, Copy)]
enum Kind {
    Runtime,
    HttpServer,
    HttpClient,
    Sql,
    Configuration,
}

use Kind::{Configuration, HttpClient, HttpServer, Runtime, Sql};

impl Kind {
    fn crates(self) -> &'static [&'static str] {
        match self {
            Runtime => &["tokio"],
            HttpServer => &["axum", "hyper", "tower", "tower-http", "http"],
            HttpClient => &["reqwest"],
            Sql => &["rusqlite", "tokio-postgres", "deadpool-postgres", "sqlx"],
            Configuration => &["clap", "toml", "figment"],
        }
    }
}

const ALL: &[&str] = &["model", "outbound", "store", "llm", "sandbox", "domain", "api"];

const TABLE: [Allowance; 9] = [
    Allowance { name: "model", ours: &[], banned: &[Runtime, HttpServer, HttpClient, Sql, Configuration] },
    Allowance { name: "outbound", ours: &["model"], banned: &[HttpServer, Sql, Configuration] },
    Allowance { name: "store", ours: &["model"], banned: &[HttpServer, HttpClient, Configuration] },
    Allowance { name: "llm", ours: &["model", "outbound"], banned: &[HttpServer, Sql, Configuration] },
    Allowance { name: "sandbox", ours: &["model", "outbound"], banned: &[HttpServer, Sql, Configuration] },
    Allowance {
        name: "domain",
        ours: &["model", "store", "llm", "sandbox", "outbound"],
        banned: &[HttpServer, HttpClient, Sql, Configuration],
    },
    Allowance { name: "api", ours: &["model", "domain"], banned: &[HttpClient, Sql, Configuration] },
    Allowance { name: "parlour", ours: ALL, banned: &[Sql] },
    Allowance { name: "tests", ours: ALL, banned: &[] },
];

/// The rule: only what the table allows.
pub(super) fn in_the_table(tree: &Tree) -> Vec<Finding> {
    tree.under("crates/").filter(|(path, _)| path.ends_with("/Cargo.toml")).flat_map(check).collect()
}

fn check((path, text): (&str, &str)) -> Vec<Finding> {
    let folder = path.trim_start_matches("crates/").trim_end_matches("/Cargo.toml");
    let Some(allowance) = TABLE.iter().find(|row| row.name == folder) else {
        return vec![format!("{path}: xtask/src/tidy/dependencies.rs has no row for the crate {folder}")];
    };
    let manifest: Table = match text.parse() {
        Ok(manifest) => manifest,
        Err(error) => return vec![format!("{path}: it is no TOML: {error}")],
    };
    let mut findings = Vec::new();
    for (section, dependency) in dependencies(&manifest) {
        if let Some(ours) = dependency.strip_prefix("parlour-") {
            if !allowance.ours.contains(&ours) {
                findings.push(format!("{path}: {folder} must not use {ours}"));
            }
        } else if section != "dev-dependencies"
            && allowance.banned.iter().any(|kind| kind.crates().contains(&dependency.as_str()))
        {
            findings.push(format!("{path}: {folder} must not contain {dependency}"));
        }
    }
    findings
}

/// Section and package name of every dependency, those for one platform too.
fn dependencies(manifest: &Table) -> Vec<(&'static str, String)> {
    let mut tables = vec![manifest];
    if let Some(platforms) = manifest.get("target").and_then(|target| target.as_table()) {
        tables.extend(platforms.values().filter_map(|platform| platform.as_table()));
    }
    let mut found = Vec::new();
    for table in tables {
        for section in ["dependencies", "build-dependencies", "dev-dependencies"] {
            let Some(listed) = table.get(section).and_then(|section| section.as_table()) else { continue };
            for (key, value) in listed {
                let package = value.get("package").and_then(|package| package.as_str()).unwrap_or(key);
                found.push((section, package.to_owned()));
            }
        }
    }
    found
}

/// The rule: below the binary, nothing but tests reads the environment, and `domain` has no word of HTTP's.
pub(super) fn no_environment(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.under("crates/").filter(|(path, _)| path.contains("/src/")) {
        let folder = path.trim_start_matches("crates/").split('/').next().unwrap_or_default();
        if !ALL.contains(&folder) {
            continue;
        }
        let mut banned = vec!["std::env::", "use std::env;"];
        if folder == "domain" {
            banned.push("StatusCode");
        }
        let code = bare(text.split("#[cfg(test)]\nmod ").next().unwrap_or_default());
        for word in banned {
            for (offset, _) in code.match_indices(word) {
                findings.push(format!("{path}:{}: {folder} must not know `{word}`", line_of(&code, offset)));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(folder: &str, manifest: &str) -> Vec<Finding> {
        in_the_table(&Tree::from([(format!("crates/{folder}/Cargo.toml").as_str(), manifest)]))
    }

    #[test]
    fn what_the_table_allows_is_fine() {
        assert!(
            findings("domain", "[dependencies]\nparlour-store.workspace = true\nserde = \"1\"").is_empty()
        );
        assert!(findings("domain", "[dev-dependencies]\naxum = \"0.8\"").is_empty());
    }

    #[test]
    fn a_crate_of_ours_out_of_order_is_found() {
        assert_eq!(findings("api", "[dependencies]\nparlour-store.workspace = true").len(), 1);
        assert_eq!(findings("llm", "[dev-dependencies]\nparlour-sandbox.workspace = true").len(), 1);
        let renamed =
            "[target.'cfg(unix)'.dependencies]\nrows = { package = \"parlour-store\", path = \"x\" }";
        assert_eq!(findings("api", renamed).len(), 1);
    }

    #[test]
    fn a_crate_of_others_out_of_place_is_found() {
        for (folder, banned) in
            [("domain", "axum"), ("model", "tokio"), ("api", "rusqlite"), ("store", "reqwest")]
        {
            assert_eq!(findings(folder, &format!("[dependencies]\n{banned} = \"1\"")).len(), 1, "{folder}");
        }
    }

    #[test]
    fn an_unknown_crate_needs_a_row() {
        assert_eq!(findings("misc", "").len(), 1);
        assert_eq!(findings("api", "[").len(), 1);
    }

    #[test]
    fn the_environment_and_status_codes_are_found() {
        let tree = Tree::from([
            ("crates/domain/src/a.rs", "// std::env::var\nlet a = std::env::var(\"A\");\nStatusCode::OK;"),
            ("crates/domain/src/b.rs", "//! b\n#[cfg(test)]\nmod tests { fn t() { std::env::temp_dir(); } }"),
            ("crates/parlour/src/a.rs", "std::env::var(\"A\")"),
        ]);
        assert_eq!(no_environment(&tree).len(), 2);
    }
}
