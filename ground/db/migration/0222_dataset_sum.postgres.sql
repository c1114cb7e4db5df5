-- What was handed in, added up for every area that holds it: values (num in smallest steps, n of them) and sets. Kept by know/dataset in the transaction of each change.
-- +goose Up
CREATE TABLE dataset_sum (
    form TEXT NOT NULL,
    area TEXT NOT NULL,
    element TEXT NOT NULL,
    start_on TEXT NOT NULL,
    opt TEXT NOT NULL,
    num BIGINT NOT NULL,
    n BIGINT NOT NULL,
    PRIMARY KEY (form, area, element, start_on, opt)
);

CREATE TABLE dataset_tally (
    form TEXT NOT NULL,
    area TEXT NOT NULL,
    start_on TEXT NOT NULL,
    sets BIGINT NOT NULL,
    approved BIGINT NOT NULL,
    clean BIGINT NOT NULL,
    live BIGINT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (form, area, start_on)
);

INSERT INTO dataset_sum (form, area, element, start_on, opt, num, n)
SELECT s.form, a.code, v.element, s.start_on, v.opt, CAST(SUM(v.num) AS BIGINT), COUNT(*)
FROM dataset_set s JOIN dataset_value v ON v.set_id = s.id JOIN (SELECT DISTINCT code FROM area) a ON s.area_path LIKE '%/' || a.code || '/%'
WHERE s.state <> 'open' AND v.num IS NOT NULL GROUP BY s.form, a.code, v.element, s.start_on, v.opt;

INSERT INTO dataset_tally (form, area, start_on, sets, approved, clean, live, at)
SELECT s.form, a.code, s.start_on, COUNT(*), SUM(CASE WHEN s.state = 'submitted' THEN 0 ELSE 1 END), SUM(CASE WHEN s.flaws = 0 THEN 1 ELSE 0 END),
    SUM(CASE WHEN s.first_at <= s.due_at THEN 1 ELSE 0 END), MAX(COALESCE(s.submitted_at, 0))
FROM dataset_set s JOIN (SELECT DISTINCT code FROM area) a ON s.area_path LIKE '%/' || a.code || '/%'
WHERE s.state <> 'open' GROUP BY s.form, a.code, s.start_on;
