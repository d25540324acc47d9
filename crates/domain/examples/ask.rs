//! Asks the built-in assistant many questions and tells how it fared:
//! `cargo run -p parlour-domain --example ask -- --pages FOLDER [--products FILE.jsonl] QUESTIONS.jsonl… [--show]`.
//!
//! A line of questions is `{"question", "page" | "pages" | "products" | "unknown": true}`. With `--show` every
//! answer is printed. `--ask QUESTION` asks one. Nothing is stored; the index lives in a temporary folder.

use std::collections::{BTreeMap, HashMap};
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use parlour_domain::assistant::{
    Answer, FoundProduct, Material, Outcome, Retrieved, Shop, answer, look_up, things, understand,
};
use parlour_domain::knowledge::index::{Hit, PassageDoc, ProductDoc, Snapshot};
use parlour_domain::knowledge::{Passage, Product, Variant, html, passages};
use parlour_model::{Part, Price};
use serde_json::Value;

fn main() -> Result<(), Box<dyn Error>> {
    let mut knowledge = Knowledge::default();
    let (mut files, mut single, mut show) = (vec![], vec![], false);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or(format!("{argument} needs a value"));
        match argument.as_str() {
            "--pages" => knowledge.read_pages(Path::new(&value()?))?,
            "--products" => knowledge.read_products(Path::new(&value()?))?,
            "--ask" => single.push(value()?),
            "--show" => show = true,
            _ => files.push(PathBuf::from(argument)),
        }
    }
    let dir = tempfile::tempdir()?;
    let begun = Instant::now();
    let desk = knowledge.index(&dir.path().join("snapshot"))?;
    println!("{} passages, {} products in {:.1?}", desk.texts.len(), desk.rows.len(), begun.elapsed());
    for question in single {
        print_answer(&desk.ask(&question)?.0);
    }
    for file in files {
        let mut report = Report::default();
        for line in fs::read_to_string(&file)?.lines().filter(|line| !line.trim().is_empty()) {
            report.take(&desk, &serde_json::from_str(line)?, show)?;
        }
        report.print(&file);
    }
    Ok(())
}

#[derive(Default)]
struct Knowledge {
    docs: Vec<PassageDoc>,
    texts: HashMap<String, (PassageDoc, Passage, String)>,
    rows: HashMap<String, Product>,
}

impl Knowledge {
    fn read_pages(&mut self, root: &Path) -> Result<(), Box<dyn Error>> {
        let mut files = vec![];
        gather(root, &mut files)?;
        files.sort();
        for file in files {
            let url = file.strip_prefix(root).unwrap_or(&file).to_string_lossy().into_owned();
            let Ok(document) = html::read(&fs::read(&file)?, None, None).document else { continue };
            for (i, passage) in passages::split(&document).into_iter().enumerate() {
                let doc = PassageDoc {
                    id: format!("{url}#{i}"),
                    page_id: url.clone(),
                    title: document.title.clone(),
                    headings: passage.headings.clone(),
                    text: passage.text(),
                    language: document.language.clone().unwrap_or_else(|| "en".to_owned()),
                };
                self.docs.push(doc.clone());
                self.texts.insert(doc.id.clone(), (doc, passage, url.clone()));
            }
        }
        Ok(())
    }

    fn read_products(&mut self, file: &Path) -> Result<(), Box<dyn Error>> {
        for line in fs::read_to_string(file)?.lines() {
            let row: Value = serde_json::from_str(line)?;
            let product = product(&row)?;
            self.rows.insert(product.id.clone(), product);
        }
        Ok(())
    }

    fn index(self, dir: &Path) -> Result<Desk, Box<dyn Error>> {
        let mut rows: Vec<&Product> = self.rows.values().collect();
        rows.sort_by(|a, b| a.id.cmp(&b.id));
        let products = rows.into_iter().map(|p| ProductDoc {
            id: p.id.clone(),
            title: p.title.clone(),
            description: p.description.clone(),
            tags: p.tags.clone(),
            options: p.variants.iter().map(|v| v.title.clone()).collect(),
            language: "en".to_owned(),
        });
        let snapshot = Snapshot::build(dir, self.docs, products)?;
        Ok(Desk { snapshot, texts: self.texts, rows: self.rows })
    }
}

fn gather(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            gather(&path, files)?;
        } else if path.extension().is_some_and(|e| e == "html") {
            files.push(path);
        }
    }
    Ok(())
}

fn product(row: &Value) -> Result<Product, Box<dyn Error>> {
    let text = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
    let price = |value: &Value| -> Option<Price> {
        let amount = value.as_f64()?.to_string().parse().ok()?;
        Some(Price { amount, currency: text("currency") })
    };
    let empty = vec![];
    let variants = row["variants"].as_array().unwrap_or(&empty).iter();
    Ok(Product {
        id: text("id"),
        title: text("title"),
        description: text("description"),
        price: price(&row["price"]).ok_or("a product needs a price")?,
        original_price: price(&row["original_price"]),
        image_url: Some(text("image")),
        url: text("url"),
        stock: row["stock"].as_i64(),
        tags: row["tags"]
            .as_array()
            .unwrap_or(&empty)
            .iter()
            .filter_map(|t| t.as_str().map(str::to_owned))
            .collect(),
        variants: variants
            .filter_map(|v| {
                Some(Variant {
                    title: v["title"].as_str()?.to_owned(),
                    sku: None,
                    price: price(&v["price"])?,
                    stock: v["stock"].as_i64(),
                    options: vec![],
                })
            })
            .collect(),
    })
}

struct Desk {
    snapshot: Snapshot,
    texts: HashMap<String, (PassageDoc, Passage, String)>,
    rows: HashMap<String, Product>,
}

impl Desk {
    fn ask(&self, question: &str) -> Result<(Answer, Duration), Box<dyn Error>> {
        let begun = on_processor();
        let understanding = understand(question, &self.snapshot.languages());
        let found = look_up(&self.snapshot, &understanding)?;
        let looked_up = on_processor() - begun;
        let materials = found
            .into_iter()
            .zip(&understanding.asks)
            .map(|(found, ask)| {
                let passages: Vec<Retrieved> =
                    found.passages.iter().filter_map(|hit| self.passage(hit)).collect();
                let things = things(&self.snapshot, &found, &passages)?;
                Ok(Material {
                    passages,
                    products: match found.any_goods {
                        true => {
                            let within = self.rows.values().filter(|p| ask.bounds.allow(p.price.amount));
                            let mut rows: Vec<Product> = within.cloned().collect();
                            rows.sort_by_key(|p| p.price.amount);
                            rows.into_iter()
                                .map(|product| FoundProduct { product, score: 0.0, coverage: 0.0 })
                                .collect()
                        }
                        false => found.products.iter().filter_map(|hit| self.product(hit)).collect(),
                    },
                    terms: found.terms,
                    things,
                })
            })
            .collect::<Result<Vec<Material>, Box<dyn Error>>>()?;
        let shop = Shop { has_products: !self.rows.is_empty(), livechat_enabled: true, ..Shop::default() };
        let mut count = 0;
        let mut part_id = || {
            count += 1;
            format!("part_{count}")
        };
        Ok((answer(&understanding, &materials, &shop, &mut part_id), looked_up))
    }

    fn passage(&self, hit: &Hit) -> Option<Retrieved> {
        let (doc, passage, url) = self.texts.get(&hit.id)?;
        Some(Retrieved {
            passage_id: doc.id.clone(),
            page_id: doc.page_id.clone(),
            page_title: doc.title.clone(),
            page_url: url.clone(),
            language: doc.language.clone(),
            passage: passage.clone().into(),
            score: hit.score,
            coverage: hit.coverage,
        })
    }

    fn product(&self, hit: &Hit) -> Option<FoundProduct> {
        let product = self.rows.get(&hit.id)?.clone();
        Some(FoundProduct { product, score: hit.score, coverage: hit.coverage })
    }
}

/// How long this thread has been on a processor: on a busy machine the clock on the wall says little.
fn on_processor() -> Duration {
    let schedule = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let first = schedule.split_whitespace().next().and_then(|ns| ns.parse().ok());
    Duration::from_nanos(first.unwrap_or_default())
}

#[derive(Default)]
struct Report {
    counts: BTreeMap<&'static str, usize>,
    wrong: Vec<String>,
    took: Vec<Duration>,
}

impl Report {
    fn take(&mut self, desk: &Desk, line: &Value, show: bool) -> Result<(), Box<dyn Error>> {
        let question = line["question"].as_str().unwrap_or_default();
        let (answer, took) = desk.ask(question)?;
        self.took.push(took);
        let verdict = verdict(line, &answer);
        *self.counts.entry(verdict).or_default() += 1;
        let first =
            answer.sources.first().map_or(String::new(), |s| format!("{} ({:.2})", s.url, s.coverage));
        if !verdict.starts_with("right") {
            self.wrong.push(format!("{verdict}: {question} -> {:?} {first}", answer.outcome));
        }
        if show {
            println!("\n## {question}\n[{verdict}]");
            print_answer(&answer);
        }
        Ok(())
    }

    fn print(&self, file: &Path) {
        println!("\n{}: {:?}", file.display(), self.counts);
        self.wrong.iter().for_each(|line| println!("  {line}"));
        let mean = self.took.iter().sum::<Duration>() / u32::try_from(self.took.len().max(1)).unwrap_or(1);
        println!(
            "  understanding and looking up: {mean:.1?} a question on the processor, {:.1?} at most",
            self.took.iter().max().unwrap_or(&mean)
        );
    }
}

/// How an answer stands beside what the line wants.
fn verdict(line: &Value, answer: &Answer) -> &'static str {
    let spoke = matches!(answer.outcome, Outcome::Answered | Outcome::Products)
        || (answer.outcome == Outcome::Ticket && !answer.sources.is_empty());
    if line["unknown"] == true {
        return match answer.outcome {
            _ if spoke => "WRONG answer to unknown",
            Outcome::Close => "right: refused, named something near",
            _ => "right: refused",
        };
    }
    if let Some(wanted) = line["products"].as_array() {
        let wanted: Vec<&str> = wanted.iter().filter_map(Value::as_str).collect();
        let shown: Vec<&str> = answer.parts.iter().filter_map(cards).flatten().collect();
        let hit = wanted.iter().filter(|id| shown.contains(id)).count();
        return match (hit, spoke) {
            (n, true) if n == wanted.len() && shown.first().is_some_and(|id| wanted.contains(id)) => {
                "right products"
            }
            (0, true) => "WRONG answer instead of products",
            (0, false) => "refused products",
            _ => "some right products",
        };
    }
    let pages = line["pages"].as_array().into_iter().flatten().chain(Some(&line["page"]));
    let pages: Vec<&str> =
        pages.filter_map(Value::as_str).map(|p| p.rsplit('/').next().unwrap_or(p)).collect();
    let on = |i: usize| answer.sources.get(i).is_some_and(|s| pages.iter().any(|p| s.url.contains(p)));
    match answer.outcome {
        _ if spoke && on(0) => "right page",
        _ if spoke && on(1) => "right page second",
        _ if spoke => "WRONG page",
        Outcome::Close if on(0) => "refused, right page named",
        _ => "refused",
    }
}

fn cards(part: &Part) -> Option<Vec<&str>> {
    match part {
        Part::Products(p) => Some(p.products.iter().map(|p| p.id.as_str()).collect()),
        _ => None,
    }
}

fn print_answer(answer: &Answer) {
    for part in &answer.parts {
        let kind = serde_json::to_value(part).ok().and_then(|v| v["type"].as_str().map(str::to_owned));
        println!("{}: {}", kind.unwrap_or_default(), part.plain_text().replace('\n', "\n    "));
    }
    for source in &answer.sources {
        println!(
            "  <- {} {} score {:.1} coverage {:.2}",
            source.title, source.url, source.score, source.coverage
        );
    }
}
