-- +goose Up

-- What search needs of an article. A row exists exactly while the article is
-- published; the chunks and their vectors hang from it, so withdrawing an
-- article removes them all.
create table article_index (
    site_id    uuid not null,
    article_id uuid not null,
    language   text not null,
    version    integer not null,            -- of the code that made it
    terms      sparsevec(536870912) not null, -- saturated term frequencies; ids are hashes of language and stem
    opening    text not null,               -- the first words
    primary key (site_id, article_id),
    foreign key (site_id, article_id) references articles (site_id, id) on delete cascade
);

create table chunks (
    site_id    uuid not null,
    id         bigint generated always as identity,
    article_id uuid not null,
    revision   integer not null, -- of the article
    ordinal    integer not null, -- within it
    heading    text not null,    -- the headings above the text
    body       text not null,    -- Markdown
    terms      sparsevec(536870912) not null,
    primary key (site_id, id),
    unique (site_id, article_id, ordinal),
    foreign key (site_id, article_id) references article_index (site_id, article_id) on delete cascade
);
-- Scans read the terms of every chunk and the text of a few: keep long texts out of the way.
alter table chunks alter column body set storage external, alter column terms set storage main;

-- Dense vectors come later than their chunk, from the indexing workflow, and
-- never outlive it. Only vectors of the current model are compared.
create table chunk_embeddings (
    site_id    uuid not null,
    chunk_id   bigint not null,
    model      text not null,
    dimensions integer not null,
    embedding  vector not null,
    primary key (site_id, chunk_id),
    foreign key (site_id, chunk_id) references chunks (site_id, id) on delete cascade,
    check (vector_dims(embedding) = dimensions)
);

-- How many published articles have each term, and how many there are: kept in
-- the transaction that changes an article.
create table term_frequencies (
    site_id  uuid not null references sites (id) on delete cascade,
    term     integer not null,
    articles integer not null,
    primary key (site_id, term)
) with (fillfactor = 70);

create table language_sizes (
    site_id  uuid not null references sites (id) on delete cascade,
    language text not null,
    articles integer not null,
    primary key (site_id, language)
);

-- +goose Down
drop table language_sizes, term_frequencies, chunk_embeddings, chunks, article_index;
