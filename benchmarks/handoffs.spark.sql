-- The same as handoffs.sql, in Spark's words.
WITH leads AS (
    SELECT segment, name, email, source,
        unix_micros(handed_over_at) AS handed, coalesce(unix_micros(accepted_at), {never}) AS accepted,
        CASE WHEN rejection_reason IN ('wrong region', 'duplicate', 'no contact')
            THEN coalesce(unix_micros(rejected_at), {never}) ELSE {never} END AS rejected,
        coalesce(unix_micros(contacted_at), {never}) AS contacted
    FROM leads_given
    WHERE asked_to_talk AND competitor = false AND handed_over_at IS NOT NULL
), decided AS (
    SELECT *, least(
        CASE WHEN accepted >= handed THEN accepted ELSE {never} END,
        CASE WHEN contacted >= handed THEN contacted ELSE {never} END) AS taken,
        least(taken, CASE WHEN rejected >= handed THEN rejected ELSE {never} END) AS ended,
        least(accepted, rejected, contacted) < handed AND ended = {never} AS wrong
    FROM leads
), first_clock AS (
    SELECT d.*, least(ended, {as_of}) AS seen, p.value + p.rise * (handed % 900000000) AS open_before,
        q.value + q.rise * ((seen - 1) % 900000000) AS open_until, q.rise AS step
    FROM decided d
    LEFT JOIN passed p ON p.cell = handed div 900000000
    LEFT JOIN passed q ON q.cell = (least(ended, {as_of}) - 1) div 900000000
), judged AS (
    SELECT *, open_until + step - open_before AS used,
        open_until - open_before < 14400000000 OR seen <= handed AS in_time,
        b.value + b.rise * ((open_before + 14399999999) % 900000000) + 1 AS due
    FROM first_clock LEFT JOIN begun b ON b.cell = (open_before + 14399999999) div 900000000
), begun_two AS (
    SELECT *, CASE WHEN wrong THEN {never} WHEN NOT in_time THEN due
        WHEN ended = taken THEN ended ELSE {never} END AS began
    FROM judged
), second_clock AS (
    SELECT s.*, CASE WHEN contacted >= began THEN contacted ELSE {never} END AS reached,
        least(began, {as_of}) AS since, least(reached, {as_of}) AS seen_two,
        p.value + p.rise * (since % 900000000) AS before_two,
        q.value + q.rise * ((seen_two - 1) % 900000000) AS until_two, q.rise AS step_two
    FROM begun_two s
    LEFT JOIN passed p ON p.cell = least(began, {as_of}) div 900000000
    LEFT JOIN passed q ON q.cell
        = (least(CASE WHEN contacted >= began THEN contacted ELSE {never} END, {as_of}) - 1) div 900000000
)
SELECT date_trunc('month', timestamp_micros(handed)) AS month, segment, count(*) AS handed_over,
    count_if(trim(coalesce(name, '')) <> '' AND trim(coalesce(email, '')) <> '' AND trim(coalesce(source, '')) <> '')
        AS informed,
    count_if(NOT wrong AND in_time AND ended < {never}) AS accepted_in_time,
    count_if(NOT wrong AND NOT in_time AND ended < {never}) AS accepted_late,
    count_if(NOT wrong AND NOT in_time AND ended = {never}) AS acceptance_overdue,
    count_if(began < {never} AND reached < {never}
        AND (until_two - before_two < 3600000000 OR seen_two <= began)) AS followed_in_time,
    count_if(began < {never} AND reached < {never}
        AND NOT (until_two - before_two < 3600000000 OR seen_two <= began)) AS followed_late,
    percentile_disc(0.5) WITHIN GROUP (ORDER BY used) FILTER (WHERE ended < {never}) AS accepted_median,
    percentile_disc(0.9) WITHIN GROUP (ORDER BY used) FILTER (WHERE ended < {never}) AS accepted_90th,
    percentile_disc(0.5) WITHIN GROUP (ORDER BY until_two + step_two - before_two)
        FILTER (WHERE began < {never} AND reached < {never}) AS followed_median,
    percentile_disc(0.9) WITHIN GROUP (ORDER BY until_two + step_two - before_two)
        FILTER (WHERE began < {never} AND reached < {never}) AS followed_90th
FROM second_clock
GROUP BY GROUPING SETS ((date_trunc('month', timestamp_micros(handed))),
    (date_trunc('month', timestamp_micros(handed)), segment))
ORDER BY 1, 2
