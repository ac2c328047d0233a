//! Pages of a list: their headers, and the way to the next one.

use actix_web::HttpRequest;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use chrono::NaiveDate;
use http_edge::Problem;

use crate::asked::Asked;
use crate::cursor::Cursor;
use crate::state::State;

const TOTAL_COUNT: &str = "x-total-count";
const DATA_AS_OF: &str = "x-data-as-of";

pub(crate) const JSON: &str = "application/json";

/// A part of a list: where it begins, and what it is a part of.
pub(crate) struct Position {
    question: String,
    pub(crate) offset: usize,
    pub(crate) limit: usize,
}

impl Position {
    /// Where a request's cursor points to, if it belongs to this question and this state.
    pub(crate) fn of(
        asked: &Asked,
        question: String,
        limit: Option<u32>,
        state: &State,
    ) -> Result<Self, Problem> {
        let cursor = asked.cursor.map(|cursor| cursor.offset(state, &question));
        let offset = cursor.transpose()?.unwrap_or(0);
        let limit = limit.map_or(usize::MAX, |limit| limit as usize);
        Ok(Self { question, offset, limit })
    }

    /// The headers of this page of a list of `total` rows.
    pub(crate) fn headers(
        &self,
        request: &HttpRequest,
        state: &State,
        as_of: Option<NaiveDate>,
        total: usize,
    ) -> Result<HeaderMap, Problem> {
        let mut headers = list_headers(as_of, total);
        let end = self.offset.saturating_add(self.limit);
        if end < total {
            let cursor = Cursor::new(state, &self.question, end);
            let link = HeaderValue::from_str(&next_link(request, cursor)?)
                .map_err(|_| Problem::Internal)?;
            headers.insert(header::LINK, link);
        }
        Ok(headers)
    }
}

/// The headers of every list.
pub(crate) fn list_headers(as_of: Option<NaiveDate>, total: usize) -> HeaderMap {
    let mut headers = date_header(as_of);
    headers.insert(HeaderName::from_static(TOTAL_COUNT), HeaderValue::from(total));
    headers
}

/// The date an answer speaks of; no header before anything was imported.
pub(crate) fn date_header(as_of: Option<NaiveDate>) -> HeaderMap {
    let mut headers = HeaderMap::new();
    if let Some(date) = as_of.and_then(|date| HeaderValue::from_str(&date.to_string()).ok()) {
        headers.insert(HeaderName::from_static(DATA_AS_OF), date);
    }
    headers
}

/// The same question, from the cursor on.
pub(crate) fn next_link(request: &HttpRequest, cursor: Cursor) -> Result<String, Problem> {
    let asked: Vec<(String, String)> =
        serde_urlencoded::from_str(request.query_string()).map_err(|_| Problem::Internal)?;
    let others = asked.into_iter().filter(|(name, _)| name != "cursor");
    let pairs: Vec<_> = others.chain([("cursor".to_owned(), cursor.to_string())]).collect();
    let query = serde_urlencoded::to_string(pairs).map_err(|_| Problem::Internal)?;
    Ok(format!("<{}?{query}>; rel=\"next\"", request.path()))
}
