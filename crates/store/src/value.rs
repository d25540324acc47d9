//! What goes into a statement and what comes out, without a driver's types.

use std::error::Error as StdError;
use std::rc::Rc;
use std::str::FromStr;

use bytes::BytesMut;
use parlour_model::{Environment, Timestamp};
use serde::de::DeserializeOwned;
use tokio_postgres::types::{IsNull, ToSql, Type};

use crate::error::Error;

/// A statement's parameter.
#[derive(Debug, Clone, Copy)]
pub enum Value<'a> {
    /// No value.
    Null,
    /// A whole number.
    Int(i64),
    /// Yes or no.
    Bool(bool),
    /// Text.
    Text(&'a str),
    /// Bytes.
    Blob(&'a [u8]),
}

macro_rules! into_value {
    ($($kind:ty => |$v:ident| $value:expr;)*) => {
        $(impl<'a> From<$kind> for Value<'a> {
            fn from($v: $kind) -> Self { $value }
        })*
    };
}

into_value! {
    i64 => |v| Value::Int(v);
    bool => |v| Value::Bool(v);
    &'a str => |v| Value::Text(v);
    &'a String => |v| Value::Text(v);
    &'a [u8] => |v| Value::Blob(v);
    &'a Vec<u8> => |v| Value::Blob(v);
    Timestamp => |v| Value::Int(v.ms());
    Environment => |v| Value::Text(v.as_str());
}

impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Null, Into::into)
    }
}

impl<'a> From<&'a Option<String>> for Value<'a> {
    fn from(value: &'a Option<String>) -> Self {
        value.as_deref().into()
    }
}

/// The parameters of a statement, each turned into a [`Value`].
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => { &[$($crate::Value::from($value)),*] };
}

impl rusqlite::ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        use rusqlite::types::{ToSqlOutput, ValueRef};
        Ok(ToSqlOutput::Borrowed(match *self {
            Value::Null => ValueRef::Null,
            Value::Int(v) => ValueRef::Integer(v),
            Value::Bool(v) => ValueRef::Integer(i64::from(v)),
            Value::Text(v) => ValueRef::Text(v.as_bytes()),
            Value::Blob(v) => ValueRef::Blob(v),
        }))
    }
}

impl ToSql for Value<'_> {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn StdError + Sync + Send>> {
        match *self {
            Value::Null => Ok(IsNull::Yes),
            Value::Int(v) => v.to_sql_checked(kind, out),
            Value::Bool(v) => v.to_sql_checked(kind, out),
            // PostgreSQL's text cannot hold NUL; SQLite's can: both store the replacement character.
            Value::Text(v) if v.contains('\0') => v.replace('\0', "\u{fffd}").to_sql_checked(kind, out),
            Value::Text(v) => v.to_sql_checked(kind, out),
            Value::Blob(v) => v.to_sql_checked(kind, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    tokio_postgres::types::to_sql_checked!();
}

/// A value read from a column.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Stored {
    Null,
    Int(i64),
    Text(String),
    Blob(Vec<u8>),
}

/// The names of a result's columns, shared by its rows.
pub(crate) type Columns = Rc<[String]>;

/// A row of a result.
#[derive(Debug, Clone)]
pub struct Row {
    pub(crate) columns: Columns,
    pub(crate) values: Vec<Stored>,
}

impl Row {
    /// The row's fields, read as a row of `table`: what does not parse is [`Error::Corrupt`].
    pub fn of(&self, table: &'static str) -> Fields<'_> {
        Fields { row: self, table }
    }

    fn stored(&self, column: &str) -> Option<&Stored> {
        self.columns.iter().position(|name| name == column).map(|at| &self.values[at])
    }
}

/// The fields of a row of a known table.
#[derive(Debug, Clone, Copy)]
pub struct Fields<'a> {
    row: &'a Row,
    table: &'static str,
}

impl Fields<'_> {
    /// A column that is never null.
    ///
    /// # Errors
    /// [`Error::Corrupt`] when it is null, missing or of another type.
    pub fn get<T: FromStored>(&self, column: &str) -> Result<T, Error> {
        self.row.stored(column).and_then(T::from_stored).ok_or_else(|| self.corrupt(column))
    }

    /// A column whose text is parsed.
    ///
    /// # Errors
    /// [`Error::Corrupt`] when it does not parse.
    pub fn parse<T: FromStr>(&self, column: &str) -> Result<T, Error> {
        self.get::<String>(column)?.parse().map_err(|_| self.corrupt(column))
    }

    /// A column that holds JSON.
    ///
    /// # Errors
    /// [`Error::Corrupt`] when it does not parse.
    pub fn json<T: DeserializeOwned>(&self, column: &str) -> Result<T, Error> {
        match self.row.stored(column) {
            Some(Stored::Text(text)) => serde_json::from_str(text).map_err(|_| self.corrupt(column)),
            _ => Err(self.corrupt(column)),
        }
    }

    /// A column whose text is parsed, when there is any.
    ///
    /// # Errors
    /// [`Error::Corrupt`] when it does not parse.
    pub fn parse_if_any<T: FromStr>(&self, column: &str) -> Result<Option<T>, Error> {
        let text = self.get::<Option<String>>(column)?;
        text.map(|text| text.parse().map_err(|_| self.corrupt(column))).transpose()
    }

    /// A column that holds JSON, when it holds any.
    ///
    /// # Errors
    /// [`Error::Corrupt`] when it does not parse.
    pub fn json_if_any<T: DeserializeOwned>(&self, column: &str) -> Result<Option<T>, Error> {
        let text = self.get::<Option<String>>(column)?;
        text.map(|text| serde_json::from_str(&text).map_err(|_| self.corrupt(column))).transpose()
    }

    fn corrupt(&self, column: &str) -> Error {
        let id = match self.row.stored("id") {
            Some(Stored::Text(id)) => id.clone(),
            _ => "?".into(),
        };
        Error::Corrupt { table: self.table, column: column.to_owned(), id }
    }
}

/// A type that a column's value can be read as.
pub trait FromStored: Sized {
    #[doc(hidden)]
    #[expect(private_interfaces, reason = "implemented in this file only")]
    fn from_stored(stored: &Stored) -> Option<Self>;
}

macro_rules! from_stored {
    ($($kind:ty: $pattern:pat => $value:expr;)*) => {
        $(impl FromStored for $kind {
            #[expect(private_interfaces, reason = "implemented in this file only")]
            fn from_stored(stored: &Stored) -> Option<Self> {
                match stored { $pattern => Some($value), _ => None }
            }
        })*
    };
}

from_stored! {
    i64: Stored::Int(v) => *v;
    bool: Stored::Int(v) => *v != 0;
    Timestamp: Stored::Int(v) => Timestamp(*v);
    String: Stored::Text(v) => v.clone();
    Vec<u8>: Stored::Blob(v) => v.clone();
}

impl<T: FromStored> FromStored for Option<T> {
    #[expect(private_interfaces, reason = "implemented in this file only")]
    fn from_stored(stored: &Stored) -> Option<Self> {
        match stored {
            Stored::Null => Some(None),
            other => T::from_stored(other).map(Some),
        }
    }
}

pub(crate) fn sqlite_rows(mut rows: rusqlite::Rows<'_>) -> Result<Vec<Row>, Error> {
    use rusqlite::types::ValueRef;
    let columns: Columns = match rows.as_ref() {
        Some(statement) => statement.column_names().map(str::to_owned).collect(),
        None => Rc::new([]),
    };
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let read = |i| {
            Ok(match row.get_ref(i)? {
                ValueRef::Null => Stored::Null,
                ValueRef::Integer(v) => Stored::Int(v),
                ValueRef::Real(v) => Stored::Int(v as i64),
                ValueRef::Text(v) => Stored::Text(String::from_utf8_lossy(v).into_owned()),
                ValueRef::Blob(v) => Stored::Blob(v.to_vec()),
            })
        };
        let values = (0..columns.len()).map(read).collect::<Result<_, rusqlite::Error>>()?;
        found.push(Row { columns: columns.clone(), values });
    }
    Ok(found)
}

pub(crate) fn postgres_rows(rows: &[tokio_postgres::Row]) -> Result<Vec<Row>, Error> {
    let Some(first) = rows.first() else { return Ok(Vec::new()) };
    let columns: Columns = first.columns().iter().map(|c| c.name().to_owned()).collect();
    rows.iter()
        .map(|row| {
            let values = (0..row.len()).map(|i| postgres_value(row, i)).collect::<Result<_, Error>>()?;
            Ok(Row { columns: columns.clone(), values })
        })
        .collect()
}

fn postgres_value(row: &tokio_postgres::Row, i: usize) -> Result<Stored, Error> {
    let kind = row.columns()[i].type_();
    let value = match *kind {
        Type::INT8 => row.try_get::<_, Option<i64>>(i)?.map(Stored::Int),
        Type::INT4 => row.try_get::<_, Option<i32>>(i)?.map(|v| Stored::Int(v.into())),
        Type::BOOL => row.try_get::<_, Option<bool>>(i)?.map(|v| Stored::Int(v.into())),
        Type::BYTEA => row.try_get::<_, Option<Vec<u8>>>(i)?.map(Stored::Blob),
        _ => row.try_get::<_, Option<String>>(i)?.map(Stored::Text),
    };
    Ok(value.unwrap_or(Stored::Null))
}
