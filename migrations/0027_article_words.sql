-- +goose Up
create index articles_words on articles using gin (words);

-- +goose Down
drop index articles_words;
