//! Records written as JSON objects: in an array, one a line, one after another, or within a document.

mod array;
mod document;
mod elements;
mod lines;
mod object;
mod objects;
mod scan;
mod shape;
mod value_end;

pub(crate) use array::JsonArray;
pub(crate) use document::JsonDocument;
pub(crate) use lines::JsonLines;
pub(crate) use objects::JsonObjects;
pub(crate) use shape::{Shape, shape};
