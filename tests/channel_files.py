"""An agreement file with every key of channels, events, clocks, and hours that are put together."""

DOCUMENT = """\
smarketing: 1
title: Support
term: {start: 2026-01-01, timezone: Europe/Berlin}
parties: {Marketing: {hours: office}, Service: {hours: desk}}
hours:
  desk: {any_of: [office, evening]}
  office: {weekly: {mon-fri: 09:00-18:00}}
  evening: {weekly: {mon-fri: 18:00-22:00}, timezone: UTC}
  bot: {weekly: always}
  both: {all_of: office}
definitions:
  vip: {means: A big customer., when: seats >= 100}
objectives:
  leads: {owed_by: Marketing, owed_to: Service, at_least: 100 SQL/month}
events:
  asked: {means: Somebody asks something., when: kind == 'in' and not spam}
  replied: {means: A person replies.}
handoffs:
  give:
    from: Marketing
    to: Service
    trigger: SQL
    event: assigned
    information: name
    informed_at_least: 98 %
    follow_up:
      within: 2 business_days
      attempts: 6 in 10 business_days
      tries: [called, mailed]
      until: [won, lost]
channels:
  twitter:
    owed_by: Service
    purpose: support
    not_for: orders
    reply:
      within: 15 business_minutes
      cases:
      - {when: vip, within: 5 business_minutes}
      - {when: topic == 'outage', within: 1 hour}
      hours: bot
      hours_by: region
      at_least: 95 %
      at_risk: 80 %
      starts: [asked, mentioned]
      stops: answered
      pauses: [waiting, asleep]
      resumes: woke
      resets: again
      cancels: [cancelled, spam]
      repeats: after each stop
  facebook: {owed_by: Marketing, purpose: questions}
consequences:
  late:
    when: {missed: give.followed-up}
    credit: 5 USD
  slow:
    when: {missed: twitter}
    credit: 5 USD
"""
