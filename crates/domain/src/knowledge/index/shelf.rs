//! One kind of thing in a snapshot, passages or products: written once, then only read.
//!
//! The words of every language stand in the same fields, each behind its language's code, so that a document
//! is found by the question as its own language reads it. No text is kept: only ids.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};
use tantivy::columnar::StrColumn;
use tantivy::directory::MmapDirectory;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::indexer::NoMergePolicy;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::{Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{PreTokenizedString, Token};
use tantivy::{DocSet, Index, IndexReader, IndexWriter, ReloadPolicy, TERMINATED, TantivyDocument};

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
}

impl Writer {
    pub(super) fn create(dir: &Path) -> tantivy::Result<Self> {
        let (schema, fields) = schema();
        let index = Index::create_in_dir(dir, schema)?;
        let writer = index.writer_with_num_threads(1, WRITER_BYTES)?;
        writer.set_merge_policy(Box::new(NoMergePolicy));
        Ok(Self { fields, writer, languages: Languages::new() })
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
        // A chapter's number is no part of its name.
        let title = title.into_iter().filter(|word| !analysis::is_short_number(word)).collect();
        for (field, words) in [(self.fields.all, all), (self.fields.title, title), (self.fields.head, head)] {
            document.add_pre_tokenized_text(field, tokens(&words, item.language));
        }
        self.writer.add_document(document)?;
        Ok(())
    }

    /// Makes one segment of everything; gives what was counted.
    pub(super) fn finish(mut self) -> tantivy::Result<Languages> {
        self.writer.commit()?;
        let segments = self.writer.index().searchable_segment_ids()?;
        if segments.len() > 1 {
            self.writer.merge(&segments).wait()?;
            self.writer.garbage_collect_files().wait()?;
        }
        self.writer.wait_merging_threads()?;
        Ok(self.languages)
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
    /// Its one segment; `None` when nothing is on it.
    view: Option<View>,
}

/// A document that has a word.
pub(super) struct Occurrence {
    /// The document's number.
    pub(super) document: u32,
    /// How many times in the text, which has title and head in it.
    pub(super) times: u32,
    /// How many times in the title.
    pub(super) in_title: u32,
    /// How many times in the head.
    pub(super) in_head: u32,
}

impl Shelf {
    /// Opens what a [`Writer`] has written.
    pub(super) fn open(dir: &Path) -> tantivy::Result<Self> {
        let index = Index::open(MmapDirectory::open(dir)?)?;
        let reader: IndexReader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        let searcher = reader.searcher();
        let view = (searcher.num_docs() > 0).then(|| View::of(searcher)).transpose()?;
        Ok(Self { view })
    }

    /// What is asked; `None` when nothing is on the shelf.
    pub(super) fn view(&self) -> Option<&View> {
        self.view.as_ref()
    }
}

/// A shelf's segment, ready to be asked.
pub(super) struct View {
    searcher: tantivy::Searcher,
    fields: Fields,
    ids: StrColumn,
    owners: Option<StrColumn>,
    lengths: FieldNormReader,
    title_lengths: FieldNormReader,
}

impl View {
    fn of(searcher: tantivy::Searcher) -> tantivy::Result<Self> {
        let (_, fields) = schema();
        let segment = searcher.segment_reader(0);
        let columns = segment.fast_fields();
        let missing = || tantivy::TantivyError::InternalError("the index lacks a column".to_owned());
        Ok(Self {
            ids: columns.str("id")?.ok_or_else(missing)?,
            owners: columns.str("owner")?,
            lengths: segment.get_fieldnorms_reader(fields.all)?,
            title_lengths: segment.get_fieldnorms_reader(fields.title)?,
            fields,
            searcher,
        })
    }

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

    /// The ids of a document and of its page.
    pub(super) fn ids(&self, document: u32) -> tantivy::Result<(String, String)> {
        let id = read(&self.ids, document)?;
        let owner = self.owners.as_ref().map(|column| read(column, document)).transpose()?;
        Ok((id, owner.unwrap_or_default()))
    }

    /// Gives every document that has `stem` to `take`, in order.
    pub(super) fn find(
        &self,
        stem: &str,
        language: &str,
        mut take: impl FnMut(Occurrence),
    ) -> tantivy::Result<()> {
        let term = marked(stem, language);
        let Some(mut all) = self.postings(self.fields.all, &term)? else { return Ok(()) };
        let mut title = self.postings(self.fields.title, &term)?;
        let mut head = self.postings(self.fields.head, &term)?;
        while all.doc() != TERMINATED {
            let document = all.doc();
            let in_title = title.as_mut().map_or(0, |postings| times(postings, document));
            let in_head = head.as_mut().map_or(0, |postings| times(postings, document));
            take(Occurrence { document, times: all.term_freq(), in_title, in_head });
            all.advance();
        }
        Ok(())
    }

    fn postings(&self, field: Field, term: &str) -> tantivy::Result<Option<SegmentPostings>> {
        let words = self.searcher.segment_reader(0).inverted_index(field)?;
        let term = tantivy::Term::from_field_text(field, term);
        Ok(words.read_postings(&term, IndexRecordOption::WithFreqs)?)
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
        Ok(self.documents_with(stem, language)? > 0)
    }

    /// How many documents have `stem`.
    pub(super) fn documents_with(&self, stem: &str, language: &str) -> tantivy::Result<u32> {
        let words = self.searcher.segment_reader(0).inverted_index(self.fields.all)?;
        let term = tantivy::Term::from_field_text(self.fields.all, &marked(stem, language));
        Ok(words.get_term_info(&term)?.map_or(0, |info| info.doc_freq))
    }

    /// Gives every known stem that begins with `start` to `take`, with how many documents have it.
    pub(super) fn stems(
        &self,
        start: &str,
        language: &str,
        mut take: impl FnMut(&str, u32),
    ) -> tantivy::Result<()> {
        let words = self.searcher.segment_reader(0).inverted_index(self.fields.all)?;
        let from = marked(start, language);
        let mut stream = words.terms().range().ge(from.as_bytes()).into_stream()?;
        let skip = language.len() + MARK.len_utf8();
        while stream.advance() {
            match std::str::from_utf8(stream.key()) {
                Ok(term) if term.starts_with(&from) => take(&term[skip..], stream.value().doc_freq),
                _ => break,
            }
        }
        Ok(())
    }
}

/// How many times a word's postings have it in `document`; moves forward only.
fn times(postings: &mut SegmentPostings, document: u32) -> u32 {
    while postings.doc() < document {
        postings.advance();
    }
    if postings.doc() == document { postings.term_freq() } else { 0 }
}

fn read(column: &StrColumn, document: u32) -> tantivy::Result<String> {
    let mut text = String::new();
    if let Some(place) = column.term_ords(document).next() {
        column.ord_to_str(place, &mut text)?;
    }
    Ok(text)
}
