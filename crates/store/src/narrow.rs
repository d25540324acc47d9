//! Lists that their reader narrows down and turns the pages of, newest first.

use parlour_model::Timestamp;

use crate::Value;

/// A condition that ends in front of its value, such as `event.status =`, and the value; none when it does not matter.
pub(crate) type Condition<'a> = (&'static str, Option<Value<'a>>);

/// Appends to a statement that has a `WHERE`: its further conditions, the order of `table` by time, and where the page
/// begins and how long it is. What it adds to the parameters stands behind those that are there.
pub(crate) fn narrow<'a>(
    (sql, params): (&mut String, &mut Vec<Value<'a>>),
    table: &str,
    conditions: impl IntoIterator<Item = Condition<'a>>,
    behind: Option<&'a (Timestamp, String)>,
    limit: i64,
) {
    let mut place = |value: Value<'a>| {
        params.push(value);
        params.len()
    };
    for (condition, value) in conditions {
        if let Some(value) = value {
            sql.push_str(&format!(" AND {condition} ${}", place(value)));
        }
    }
    if let Some((at, id)) = behind {
        let (time, name) = (place(Value::Int(at.ms())), place(Value::Text(id)));
        sql.push_str(&format!(
            " AND ({table}.created_ms < ${time} OR ({table}.created_ms = ${time} AND {table}.id < ${name}))"
        ));
    }
    let most = place(Value::Int(limit));
    sql.push_str(&format!(" ORDER BY {table}.created_ms DESC, {table}.id DESC LIMIT ${most}"));
}
