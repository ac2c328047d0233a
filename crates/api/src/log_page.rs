//! Pages of a log: what is only added to, and read by its numbers.

use actix_web::HttpResponse;
use actix_web::http::header::{self, HeaderValue};
use chrono::NaiveDate;
use http_edge::{ETag, Problem};

use crate::asked::Asked;
use crate::cursor::Cursor;
use crate::page::{JSON, list_headers, next_link};
use crate::request::Request;
use crate::state::State;

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
