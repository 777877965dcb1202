"""The agreement that the tests of `smarketing plan` plan from: a counted rate, a fixed lag and one over two months."""

AGREEMENT = """\
smarketing: 1
title: Company X
term: {start: 2026-01-01}
parties: {Marketing: {}, Sales: {}}
funnel:
  goal: 5000 USD/month
  value: 100 USD/customer
  stages:
    - MQL
    - {SQL: 40 %, lag: 1 month, owed_by: Marketing}
    - {customer: 200 of 400, lag: [50 %, 50 %], owed_by: Sales}
objectives:
  leads: {owed_by: Marketing, owed_to: Sales, at_least: 100 SQL/month}
"""
