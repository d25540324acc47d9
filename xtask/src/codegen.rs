//! `cargo xtask codegen`: files made from the code and committed, so that a change to a contract shows in review.

use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::cmd::Cmd;
use crate::provide::npm;
use crate::{root, test};

/// What the server serves, as the binary tells it.
const SCHEMA: &str = "contract/openapi.json";
/// The same for TypeScript.
const TYPES: &str = "web/protocol/generated/openapi.ts";

/// Writes the files anew.
///
/// # Errors
/// When the binary or the generator fails.
pub(crate) fn write() -> Result<()> {
    build()?;
    generate(&root())?;
    println!("wrote {SCHEMA} and {TYPES}");
    Ok(())
}

/// Builds, and fails when a committed file is not what would be written.
///
/// # Errors
/// When one is out of date.
pub(crate) fn check() -> Result<()> {
    build()?;
    check_built()
}

/// The same with the binary as it is.
///
/// # Errors
/// When one is out of date.
pub(crate) fn check_built() -> Result<()> {
    let fresh = tempfile::tempdir().context("no temporary folder")?;
    generate(fresh.path())?;
    let stale = differing(&root(), fresh.path());
    if stale.is_empty() {
        println!("{SCHEMA} and {TYPES} are up to date");
        return Ok(());
    }
    bail!("out of date: {}; run `cargo xtask codegen` and commit what it writes", stale.join(", "))
}

fn build() -> Result<()> {
    npm::install()?;
    Cmd::cargo().args(["build", "--workspace", "--bin", "parlour"]).run()
}

fn generate(into: &Path) -> Result<()> {
    npm::install()?;
    let (schema, types) = (into.join(SCHEMA), into.join(TYPES));
    for file in [&schema, &types] {
        let folder = file.parent().context("a file lies in a folder")?;
        std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    let text = Cmd::new(test::binary()?).arg("openapi").read()?;
    std::fs::write(&schema, text).with_context(|| format!("cannot write {}", schema.display()))?;
    Cmd::new(root().join("node_modules/.bin/openapi-typescript"))
        .arg(&schema)
        .arg("-o")
        .arg(&types)
        .read()?;
    Ok(())
}

/// The generated files that are not the same in both trees.
fn differing(committed: &Path, fresh: &Path) -> Vec<&'static str> {
    let differs = |name: &&str| match (std::fs::read(committed.join(name)), std::fs::read(fresh.join(name))) {
        (Ok(committed), Ok(fresh)) => committed != fresh,
        _ => true,
    };
    [SCHEMA, TYPES].into_iter().filter(differs).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(root: &Path, name: &str, text: &str) {
        let file = root.join(name);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    }

    #[test]
    fn a_stale_or_missing_file_is_named() {
        let (old, new) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        put(new.path(), SCHEMA, "{}");
        put(new.path(), TYPES, "export {}");
        assert_eq!(differing(old.path(), new.path()), [SCHEMA, TYPES]);
        put(old.path(), SCHEMA, "{}");
        put(old.path(), TYPES, "export { stale }");
        assert_eq!(differing(old.path(), new.path()), [TYPES]);
        put(old.path(), TYPES, "export {}");
        assert!(differing(old.path(), new.path()).is_empty());
    }
}
