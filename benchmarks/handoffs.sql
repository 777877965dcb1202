-- Leads by month and segment: in time, late and overdue for acceptance and follow-up, and percentiles of open time.
WITH leads AS (
    SELECT segment, name, email, source,
        epoch_us(handed_over_at) AS handed, coalesce(epoch_us(accepted_at), 9e18::BIGINT) AS accepted,
        CASE WHEN rejection_reason IN ('wrong region', 'duplicate', 'no contact')
            THEN coalesce(epoch_us(rejected_at), 9e18::BIGINT) ELSE 9e18::BIGINT END AS rejected,
        coalesce(epoch_us(contacted_at), 9e18::BIGINT) AS contacted
    FROM '{path}'
    WHERE asked_to_talk AND competitor = false AND handed_over_at IS NOT NULL
), decided AS (
    SELECT *, least(
        CASE WHEN accepted >= handed THEN accepted ELSE 9e18::BIGINT END,
        CASE WHEN contacted >= handed THEN contacted ELSE 9e18::BIGINT END) AS taken,
        least(taken, CASE WHEN rejected >= handed THEN rejected ELSE 9e18::BIGINT END) AS ended,
        least(accepted, rejected, contacted) < handed AND ended = 9e18::BIGINT AS wrong
    FROM leads
), first_clock AS (
    SELECT d.*, least(ended, {as_of}) AS seen, p.value + p.rise * (handed % 900000000) AS open_before,
        q.value + q.rise * ((seen - 1) % 900000000) AS open_until, q.rise AS step
    FROM decided d
    LEFT JOIN passed p ON p.cell = handed // 900000000
    LEFT JOIN passed q ON q.cell = (least(ended, {as_of}) - 1) // 900000000
), judged AS (
    SELECT *, open_until + step - open_before AS used,
        open_until - open_before < 14400000000 OR seen <= handed AS in_time,
        b.value + b.rise * ((open_before + 14399999999) % 900000000) + 1 AS due
    FROM first_clock LEFT JOIN begun b ON b.cell = (open_before + 14399999999) // 900000000
), begun_two AS (
    SELECT *, CASE WHEN wrong THEN 9e18::BIGINT WHEN NOT in_time THEN due
        WHEN ended = taken THEN ended ELSE 9e18::BIGINT END AS began
    FROM judged
), second_clock AS (
    SELECT s.*, CASE WHEN contacted >= began THEN contacted ELSE 9e18::BIGINT END AS reached,
        least(began, {as_of}) AS since, least(reached, {as_of}) AS seen_two,
        p.value + p.rise * (since % 900000000) AS before_two,
        q.value + q.rise * ((seen_two - 1) % 900000000) AS until_two, q.rise AS step_two
    FROM begun_two s
    LEFT JOIN passed p ON p.cell = least(began, {as_of}) // 900000000
    LEFT JOIN passed q ON q.cell
        = (least(CASE WHEN contacted >= began THEN contacted ELSE 9e18::BIGINT END, {as_of}) - 1) // 900000000
)
SELECT date_trunc('month', make_timestamp(handed)) AS month, segment, count(*) AS handed_over,
    count_if(trim(coalesce(name, '')) <> '' AND trim(coalesce(email, '')) <> '' AND trim(coalesce(source, '')) <> '')
        AS informed,
    count_if(NOT wrong AND in_time AND ended < 9e18::BIGINT) AS accepted_in_time,
    count_if(NOT wrong AND NOT in_time AND ended < 9e18::BIGINT) AS accepted_late,
    count_if(NOT wrong AND NOT in_time AND ended = 9e18::BIGINT) AS acceptance_overdue,
    count_if(began < 9e18::BIGINT AND reached < 9e18::BIGINT
        AND (until_two - before_two < 3600000000 OR seen_two <= began)) AS followed_in_time,
    count_if(began < 9e18::BIGINT AND reached < 9e18::BIGINT
        AND NOT (until_two - before_two < 3600000000 OR seen_two <= began)) AS followed_late,
    quantile_disc(used, [0.5, 0.9]) FILTER (WHERE ended < 9e18::BIGINT) AS acceptance_times,
    quantile_disc(until_two + step_two - before_two, [0.5, 0.9])
        FILTER (WHERE began < 9e18::BIGINT AND reached < 9e18::BIGINT) AS follow_up_times
FROM second_clock
GROUP BY GROUPING SETS ((1), (1, 2)) ORDER BY ALL
