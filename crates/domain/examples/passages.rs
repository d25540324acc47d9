//! Prints what Parlour makes of pages: `cargo run -p parlour-domain --example passages -- FILE-OR-FOLDER [--text]`.
//!
//! For looking at how a site comes out, and for timing. Nothing is stored.

use std::path::{Path, PathBuf};
use std::time::Instant;

use parlour_domain::knowledge::{Content, Passage, html, passages};

fn main() -> std::io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (flags, paths): (Vec<_>, Vec<_>) = arguments.iter().partition(|a| a.starts_with("--"));
    let mut files = Vec::new();
    for path in paths {
        gather(Path::new(path), &mut files)?;
    }
    files.sort();
    let started = Instant::now();
    let mut totals = Totals::default();
    for file in &files {
        let bytes = std::fs::read(file)?;
        totals.bytes += bytes.len();
        match html::read(&bytes, None, None).document {
            Ok(document) => {
                let passages = passages::split(&document);
                totals.add(&passages);
                if flags.iter().any(|f| *f == "--text") {
                    print(file, &document.title, &passages);
                }
            }
            Err(why) => println!("{}: left out: {why}", file.display()),
        }
    }
    println!("{} files, {} bytes, {:?}", files.len(), totals.bytes, started.elapsed());
    println!("{totals:?}");
    Ok(())
}

#[derive(Debug, Default)]
struct Totals {
    bytes: usize,
    passages: usize,
    tables: usize,
    lists: usize,
    code: usize,
    words: usize,
    under_25: usize,
    under_80: usize,
    over_200: usize,
    over_260: usize,
    longest: usize,
}

impl Totals {
    fn add(&mut self, passages: &[Passage]) {
        for passage in passages {
            let words = passage.text().split_whitespace().count();
            self.passages += 1;
            self.words += words;
            self.under_25 += usize::from(words < 25);
            self.under_80 += usize::from(words < 80);
            self.over_200 += usize::from(words > 200);
            self.over_260 += usize::from(words > 260);
            self.longest = self.longest.max(words);
            for content in &passage.content {
                match content {
                    Content::Table { .. } => self.tables += 1,
                    Content::List { .. } => self.lists += 1,
                    Content::Code { .. } => self.code += 1,
                    Content::Paragraph { .. } => {}
                }
            }
        }
    }
}

fn print(file: &Path, title: &str, passages: &[Passage]) {
    println!("=== {} — {title}", file.display());
    for passage in passages {
        let text = passage.text();
        let anchor = passage.anchor.as_deref().unwrap_or("");
        println!(
            "--- {} #{anchor} ({} words)",
            passage.headings.join(" > "),
            text.split_whitespace().count()
        );
        println!("{text}");
    }
}

fn gather(path: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    if !path.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    for entry in std::fs::read_dir(path)? {
        let path = entry?.path();
        if path.is_dir() || path.extension().is_some_and(|e| e == "html" || e == "htm") {
            gather(&path, files)?;
        }
    }
    Ok(())
}
