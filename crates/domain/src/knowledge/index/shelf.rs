//! One kind of thing in a snapshot, passages or products: written once, then only read.
//!
//! The words of every language stand in the same fields, each behind its language's code, so that a document
//! is found by the question as its own language reads it. No text is kept: only ids.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};
use tantivy::columnar::{Column, StrColumn};
use tantivy::directory::MmapDirectory;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::indexer::NoMergePolicy;
use tantivy::schema::{FAST, Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{PreTokenizedString, Token};
use tantivy::{Index, IndexReader, IndexWriter, ReloadPolicy, TantivyDocument};

use super::analysis;

/// The least memory the writer accepts, in bytes.
const WRITER_BYTES: usize = 15_000_000;
/// What stands between a language's code and a word.
const MARK: char = ':';

/// What is said about the documents of one language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Census {
    /// How many there are.
    pub(super) documents: u64,
    /// How many words they have together.
    pub(super) words: u64,
}

/// The documents of each language, by its code.
pub(super) type Languages = BTreeMap<String, Census>;

/// A thing to put on the shelf.
pub(super) struct Item<'a> {
    pub(super) id: &'a str,
    /// The page it belongs to; empty for products.
    pub(super) owner: &'a str,
    pub(super) language: &'a str,
    pub(super) title: &'a str,
    /// Headings, tags: worth more than the text.
    pub(super) head: &'a str,
    pub(super) text: &'a str,
}

struct Fields {
    id: Field,
    owner: Field,
    language: Field,
    all: Field,
    title: Field,
    head: Field,
}

fn schema() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let counted = TextFieldIndexing::default().set_index_option(IndexRecordOption::WithFreqs);
    let words = TextOptions::default().set_indexing_options(counted);
    let plain = TextOptions::default().set_fast("raw");
    let fields = Fields {
        id: schema.add_text_field("id", plain.clone()),
        owner: schema.add_text_field("owner", plain),
        language: schema.add_u64_field("language", FAST),
        all: schema.add_text_field("all", words.clone()),
        title: schema.add_text_field("title", words.clone()),
        head: schema.add_text_field("head", words),
    };
    (schema.build(), fields)
}

/// Writes a shelf into the empty folder `dir`.
pub(super) struct Writer {
    fields: Fields,
    writer: IndexWriter,
    languages: Languages,
    /// The codes in the order of their first document: what the column `language` counts.
    order: Vec<String>,
}

impl Writer {
    pub(super) fn create(dir: &Path) -> tantivy::Result<Self> {
        let (schema, fields) = schema();
        let index = Index::create_in_dir(dir, schema)?;
        let writer = index.writer_with_num_threads(1, WRITER_BYTES)?;
        writer.set_merge_policy(Box::new(NoMergePolicy));
        Ok(Self { fields, writer, languages: Languages::new(), order: vec![] })
    }

    pub(super) fn add(&mut self, item: &Item<'_>) -> tantivy::Result<()> {
        let title = analysis::analyse(item.title, item.language);
        let head = analysis::analyse(item.head, item.language);
        let mut all = analysis::analyse(item.text, item.language);
        all.extend(title.iter().chain(&head).cloned());
        let census = self.languages.entry(item.language.to_owned()).or_default();
        census.documents += 1;
        census.words += all.len() as u64;
        let mut document = TantivyDocument::default();
        document.add_text(self.fields.id, item.id);
        document.add_text(self.fields.owner, item.owner);
        document.add_u64(self.fields.language, self.place(item.language));
        // A chapter's number is no part of its name.
        let title = title.into_iter().filter(|word| !analysis::is_short_number(word)).collect();
        for (field, words) in [(self.fields.all, all), (self.fields.title, title), (self.fields.head, head)] {
            document.add_pre_tokenized_text(field, tokens(&words, item.language));
        }
        self.writer.add_document(document)?;
        Ok(())
    }

    fn place(&mut self, language: &str) -> u64 {
        let known = self.order.iter().position(|code| code == language);
        known.unwrap_or_else(|| {
            self.order.push(language.to_owned());
            self.order.len() - 1
        }) as u64
    }

    /// Makes one segment of everything; gives what was counted and the order of the languages.
    pub(super) fn finish(mut self) -> tantivy::Result<(Languages, Vec<String>)> {
        self.writer.commit()?;
        let segments = self.writer.index().searchable_segment_ids()?;
        if segments.len() > 1 {
            self.writer.merge(&segments).wait()?;
            self.writer.garbage_collect_files().wait()?;
        }
        self.writer.wait_merging_threads()?;
        Ok((self.languages, self.order))
    }
}

fn tokens(words: &[String], language: &str) -> PreTokenizedString {
    let token = |(position, word): (usize, &String)| Token {
        position,
        position_length: 1,
        text: marked(word, language),
        ..Token::default()
    };
    PreTokenizedString { text: String::new(), tokens: words.iter().enumerate().map(token).collect() }
}

fn marked(word: &str, language: &str) -> String {
    format!("{language}{MARK}{word}")
}

/// A shelf that is only read.
pub(super) struct Shelf {
    reader: IndexReader,
    fields: Fields,
}

/// The documents of one word, with how strongly each has it.
pub(super) struct Strength {
    /// (document, times in the text, times in the title, times in the head).
    pub(super) documents: Vec<(u32, [f32; 3])>,
}

impl Shelf {
    /// Opens what a [`Writer`] has written.
    pub(super) fn open(dir: &Path) -> tantivy::Result<Self> {
        let index = Index::open(MmapDirectory::open(dir)?)?;
        let (_, fields) = schema();
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(Self { reader, fields })
    }

    /// Its one segment, ready to be asked; `None` when nothing is on the shelf.
    pub(super) fn view(&self) -> tantivy::Result<Option<View<'_>>> {
        let searcher = self.reader.searcher();
        if searcher.num_docs() == 0 {
            return Ok(None);
        }
        let columns = searcher.segment_reader(0).fast_fields();
        let missing = || tantivy::TantivyError::InternalError("the index lacks a column".to_owned());
        Ok(Some(View {
            ids: columns.str("id")?.ok_or_else(missing)?,
            owners: columns.str("owner")?,
            languages: columns.u64("language")?,
            lengths: searcher.segment_reader(0).get_fieldnorms_reader(self.fields.all)?,
            title_lengths: searcher.segment_reader(0).get_fieldnorms_reader(self.fields.title)?,
            fields: &self.fields,
            searcher,
        }))
    }
}

/// A shelf's segment while a question is asked.
pub(super) struct View<'a> {
    searcher: tantivy::Searcher,
    fields: &'a Fields,
    ids: StrColumn,
    owners: Option<StrColumn>,
    languages: Column<u64>,
    lengths: FieldNormReader,
    title_lengths: FieldNormReader,
}

impl View<'_> {
    /// How many documents there are; their numbers are below it.
    pub(super) fn documents(&self) -> usize {
        self.searcher.segment_reader(0).max_doc() as usize
    }

    /// A document's number of words, roughly for long ones.
    pub(super) fn length(&self, document: u32) -> f32 {
        self.lengths.fieldnorm(document) as f32
    }

    /// The number of words of a document's title.
    pub(super) fn title_length(&self, document: u32) -> f32 {
        self.title_lengths.fieldnorm(document) as f32
    }

    /// The place of a document's language in the snapshot's order.
    pub(super) fn language(&self, document: u32) -> usize {
        self.languages.first(document).unwrap_or_default() as usize
    }

    /// The ids of a document and of its page.
    pub(super) fn ids(&self, document: u32) -> tantivy::Result<(String, String)> {
        let id = read(&self.ids, document)?;
        let owner = self.owners.as_ref().map(|column| read(column, document)).transpose()?;
        Ok((id, owner.unwrap_or_default()))
    }

    /// The documents that have `stem`, in order; empty for an unknown word.
    pub(super) fn find(&self, stem: &str, language: &str) -> tantivy::Result<Strength> {
        let term = marked(stem, language);
        let mut documents: Vec<(u32, [f32; 3])> =
            self.postings(self.fields.all, &term)?.into_iter().map(|(d, n)| (d, [n, 0.0, 0.0])).collect();
        if !documents.is_empty() {
            for (place, field) in [(1, self.fields.title), (2, self.fields.head)] {
                let mut at = 0;
                for (document, times) in self.postings(field, &term)? {
                    at += documents[at..].partition_point(|(d, _)| *d < document);
                    if let Some(entry) = documents.get_mut(at) {
                        entry.1[place] = times;
                    }
                }
            }
        }
        Ok(Strength { documents })
    }

    fn postings(&self, field: Field, term: &str) -> tantivy::Result<Vec<(u32, f32)>> {
        use tantivy::postings::Postings;
        use tantivy::{DocSet, TERMINATED};
        let words = self.searcher.segment_reader(0).inverted_index(field)?;
        let term = tantivy::Term::from_field_text(field, term);
        let mut found = Vec::new();
        if let Some(mut postings) = words.read_postings(&term, IndexRecordOption::WithFreqs)? {
            while postings.doc() != TERMINATED {
                found.push((postings.doc(), postings.term_freq() as f32));
                postings.advance();
            }
        }
        Ok(found)
    }

    /// Whether the title or the head of any document has `stem`.
    pub(super) fn names(&self, stem: &str, language: &str) -> tantivy::Result<bool> {
        for field in [self.fields.title, self.fields.head] {
            let words = self.searcher.segment_reader(0).inverted_index(field)?;
            if words.get_term_info(&tantivy::Term::from_field_text(field, &marked(stem, language)))?.is_some()
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether any document has `stem`.
    pub(super) fn knows(&self, stem: &str, language: &str) -> tantivy::Result<bool> {
        let words = self.searcher.segment_reader(0).inverted_index(self.fields.all)?;
        let term = tantivy::Term::from_field_text(self.fields.all, &marked(stem, language));
        Ok(words.get_term_info(&term)?.is_some())
    }

    /// The known stems that begin with `start`, with how many documents have each.
    pub(super) fn stems(&self, start: &str, language: &str) -> tantivy::Result<Vec<(String, u32)>> {
        let words = self.searcher.segment_reader(0).inverted_index(self.fields.all)?;
        let from = marked(start, language);
        let mut stream = words.terms().range().ge(from.as_bytes()).into_stream()?;
        let mut found = Vec::new();
        let skip = language.len() + MARK.len_utf8();
        while stream.advance() {
            let Ok(term) = std::str::from_utf8(stream.key()) else { continue };
            if !term.starts_with(&from) {
                break;
            }
            found.push((term[skip..].to_owned(), stream.value().doc_freq));
        }
        Ok(found)
    }
}

fn read(column: &StrColumn, document: u32) -> tantivy::Result<String> {
    let mut text = String::new();
    if let Some(place) = column.term_ords(document).next() {
        column.ord_to_str(place, &mut text)?;
    }
    Ok(text)
}
