DROP INDEX imports_complete_as_of;
DROP VIEW book_state;
