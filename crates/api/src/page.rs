//! Pages of a list: their headers, and the way to the next one.

use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};
use chrono::NaiveDate;
use http_edge::{ETag, Problem};

use crate::asked::Asked;
use crate::cursor::Cursor;
use crate::request::Request;
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

/// A page of a log: of rows that have numbers, are only added to, and are read by them. A cursor is a
/// number, and holds whatever is added.
pub(crate) struct LogPage {
    question: String,
    /// The number of the last row of the page before.
    pub(crate) place: Option<i64>,
}

impl LogPage {
    /// Where a request's cursor points to, if it belongs to this question.
    pub(crate) fn of(asked: &Asked, question: String) -> Result<Self, Problem> {
        let place = asked.cursor.map(|cursor| cursor.place_of(&question)).transpose()?;
        Ok(Self { question, place })
    }

    /// The answer: `last` is the number of the last row, where others follow it.
    pub(crate) async fn answer(
        &self,
        request: &Request,
        as_of: Option<NaiveDate>,
        total: i64,
        last: Option<i64>,
        body: Vec<u8>,
    ) -> Result<HttpResponse, Problem> {
        let (client, caller) = (request.client(), request.caller()?);
        let tag = ETag::of_content(&body).with(&caller.scoped_question(&request.address()));
        if let Some(answer) = client.not_modified(&tag) {
            return Ok(answer);
        }
        let total = usize::try_from(total).map_err(|_| Problem::Internal)?;
        let mut headers = list_headers(as_of, total);
        if let Some(last) = last {
            let place = usize::try_from(last).map_err(|_| Problem::Internal)?;
            let cursor = Cursor::new(&State::default(), &self.question, place);
            let link = HeaderValue::from_str(&next_link(&request.http, cursor)?)
                .map_err(|_| Problem::Internal)?;
            headers.insert(header::LINK, link);
        }
        client.answer(&tag, JSON, headers, body).await
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
fn next_link(request: &HttpRequest, cursor: Cursor) -> Result<String, Problem> {
    let asked: Vec<(String, String)> =
        serde_urlencoded::from_str(request.query_string()).map_err(|_| Problem::Internal)?;
    let others = asked.into_iter().filter(|(name, _)| name != "cursor");
    let pairs: Vec<_> = others.chain([("cursor".to_owned(), cursor.to_string())]).collect();
    let query = serde_urlencoded::to_string(pairs).map_err(|_| Problem::Internal)?;
    Ok(format!("<{}?{query}>; rel=\"next\"", request.path()))
}
