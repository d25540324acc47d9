//! No function of the store goes untried.

use std::fs;
use std::path::Path;

/// The Rust files of a folder, as one text.
fn texts(folder: &Path) -> String {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let rust = entries.filter(|path| path.extension().is_some_and(|of| of == "rs"));
    rust.map(|path| fs::read_to_string(path).unwrap()).collect()
}

#[test]
fn every_function_over_rows_is_called_by_a_test_of_both_databases() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (store, tests) = (here.join("../store/src"), texts(&here.join("tests/all/store")));
    let mut functions = 0;
    for entry in fs::read_dir(store).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let file = path.file_stem().unwrap().to_string_lossy().into_owned();
        for at in text.match_indices("\npub async fn ").map(|(at, found)| at + found.len()) {
            let name: String = text[at..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            let called = tests.contains(&format!("::{name}(")) || tests.contains(&format!("::{name}::<"));
            assert!(called, "{file}::{name} is not called by any test under store/");
            functions += 1;
        }
    }
    assert!(functions > 50, "only {functions} functions were found");
}
