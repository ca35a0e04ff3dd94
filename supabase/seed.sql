-- The sample that the local stack starts with: one submission whose child runs show every shape of
-- research and every reason to skip one. All of it is invented. Ids are fixed and what is there
-- already is left alone, so that running this again changes nothing.

-- The sample org, its client company, and a user.
insert into public.orgs (id, name, slug) values
  ('b0293785-aa7a-4234-8201-cc47305295f8', 'Sample Revenue Partners', 'sample'),
  ('c1a7e000-0000-4000-8000-000000000001', 'Another Tenant', 'another-tenant')
on conflict do nothing;

insert into public.companies (id, org_id, name, external_ref, domain) values
  ('c0a9a000-0000-4000-8000-000000000001', 'b0293785-aa7a-4234-8201-cc47305295f8',
   'Harbour & Pine', 'crm-1001', 'harbourpine.example'),
  ('c0a9a000-0000-4000-8000-000000000002', 'c1a7e000-0000-4000-8000-000000000001',
   'Lantern Street', null, null)
on conflict do nothing;

insert into public.users (id, org_id, email, full_name, role) values
  ('05e70000-0000-4000-8000-000000000001', 'b0293785-aa7a-4234-8201-cc47305295f8',
   'ada@sample.example', 'Ada Sample', 'org_admin')
on conflict do nothing;

-- The token's text is `development-api-token`.
insert into public.api_tokens (id, org_id, name, token_hash, role, created_by_user_id) values
  ('70ce0000-0000-4000-8000-000000000001', 'b0293785-aa7a-4234-8201-cc47305295f8', 'development',
   encode(sha256('development-api-token'), 'hex'), 'org_admin',
   '05e70000-0000-4000-8000-000000000001')
on conflict do nothing;

-- No password leads to this hash: the operator comes with a signed token.
insert into public.super_admins (id, email, password_hash) values
  ('5ada0000-0000-4000-8000-000000000001', 'operator@icp-job-titles.example', '!')
on conflict do nothing;

-- What the submission runs.
insert into public.steps (id, slug, task_id, name, step_type) values
  ('57e90000-0000-4000-8000-000000000001', 'split-companies', 'split-companies',
   'Split the list into companies', 'extract'),
  ('57e90000-0000-4000-8000-000000000002', 'run-operation', 'run-operation',
   'Run an operation on a company', 'analyze')
on conflict do nothing;

insert into public.blueprints (id, org_id, name, description, created_by_user_id) values
  ('b1e90000-0000-4000-8000-000000000001', 'b0293785-aa7a-4234-8201-cc47305295f8',
   'ICP job titles', 'Researches who buys from each company.',
   '05e70000-0000-4000-8000-000000000001')
on conflict do nothing;

insert into public.blueprint_steps (id, blueprint_id, step_id, position, operation_id, fan_out)
values
  ('b57e0000-0000-4000-8000-000000000001', 'b1e90000-0000-4000-8000-000000000001',
   '57e90000-0000-4000-8000-000000000001', 1, null, true),
  ('b57e0000-0000-4000-8000-000000000002', 'b1e90000-0000-4000-8000-000000000001',
   '57e90000-0000-4000-8000-000000000002', 2, 'company.derive.icp_job_titles', false),
  ('b57e0000-0000-4000-8000-000000000003', 'b1e90000-0000-4000-8000-000000000001',
   '57e90000-0000-4000-8000-000000000002', 3, 'company.derive.intel_briefing', false)
on conflict do nothing;

insert into public.submissions
  (id, org_id, company_id, blueprint_id, submitted_by_user_id, source, input_payload, status)
values
  ('0921f10b-890b-47ab-8ceb-b1986df51cbb', 'b0293785-aa7a-4234-8201-cc47305295f8',
   'c0a9a000-0000-4000-8000-000000000001', 'b1e90000-0000-4000-8000-000000000001',
   '05e70000-0000-4000-8000-000000000001', 'import', '{"list": "Spring prospects"}', 'completed')
on conflict do nothing;

-- One line a child run: the states of the run and of its research step (null: the step never ran),
-- what the operation answered beside the raw response, and the raw response's `output` (null: the
-- response has none). `answer` null: the step stored no payload at all.
create temporary table sample_runs (
  n integer, run_status public.run_status, step_status public.step_status,
  answer jsonb, research jsonb
);
insert into sample_runs values
-- Stored: 14 companies.
(1, 'succeeded', 'succeeded',
 '{"company_name": "Northquay Logistics", "domain": "northquay.example", "processor": "pro",
   "company_description": "Dock scheduling for regional freight carriers."}',
 '{"type": "json", "basis": [{"field": "titles", "confidence": "high",
     "reasoning": "Titles of reviewers and of people quoted in customer stories.",
     "citations": [{"title": "Customers", "url": "https://northquay.example/customers"}]}],
   "content": {"companyName": "Northquay Logistics",
     "inferredProduct": "Dock scheduling software sold to regional carriers.",
     "titles": [
       {"title": "Terminal Manager", "buyerRole": "champion", "reasoning": "Quoted in stories."},
       {"title": "Director of Operations", "buyerRole": "evaluator", "reasoning": "Webinar host."},
       {"title": "Chief Operating Officer (COO)", "buyerRole": "decision_maker",
        "reasoning": "Signs above ten sites."}]}}'),
(2, 'succeeded', 'succeeded',
 '{"company_name": "Fernhill Analytics", "domain": "HTTPS://WWW.Fernhill.example/platform?ref=crm",
   "processor": "pro", "company_description": "Retail demand forecasting."}',
 '{"type": "json", "basis": [], "content": {"company_name": "Fernhill Analytics",
     "champion_personas": [{"title": "Demand Planner", "key_pain_points": ["stock-outs"]},
                           {"title": "Merchandising Analyst", "key_pain_points": ["markdowns"]}],
     "evaluator_personas": [{"title": "Data Engineering Lead", "key_criteria": ["API", "SSO"]}],
     "decision_maker_personas": [{"title": "VP Merchandising", "key_criteria": ["margin"]}]}}'),
(3, 'succeeded', 'succeeded',
 '{"company_name": "Münzwerk", "domain": "www.münzwerk.example", "processor": "ultra",
   "company_description": "Zahlungsabgleich für Stadtwerke."}',
 '{"type": "json", "basis": [], "content": {"titles": [
     {"title": "Leiterin Rechnungswesen", "buyerRole": "champion"},
     {"title": "Kaufmännischer Geschäftsführer", "buyerRole": "decision_maker"}],
   "note": "Größe: 40–200 Mitarbeitende, 日本語 ✓ 🪙"}}'),
(4, 'succeeded', 'succeeded',
 '{"company_name": "Saltmarsh Biologics", "domain": "saltmarsh.co.example", "processor": "pro",
   "company_description": "Cold-chain monitoring for clinical trials."}',
 '{"type": "json", "basis": [], "content": {"company": {"name": "Saltmarsh Biologics",
     "price_band": {"min_usd": 1200, "max_usd": 9800.50, "period": "month"}},
   "buying_committee": {
     "champions": {"titles": {"core": ["Clinical Supply Manager"], "adjacent": ["Site Monitor"]}},
     "evaluators": {"titles": {"core": ["Quality Assurance Lead"]}},
     "decision_makers": {"titles": {"core": ["VP Clinical Operations"]},
                         "sign_off": {"threshold_usd": 50000, "procurement": true}}}}}'),
(5, 'succeeded', 'succeeded',
 '{"company_name": "Copperline Energy", "domain": "http://copperline.example:8080/team",
   "processor": "core", "company_description": "Battery dispatch for grid operators."}',
 '{"type": "json", "basis": [], "content": {"titles": [
     {"title": "Grid Operations Engineer", "buyerRole": "champion"},
     {"title": "Head of Flexibility", "buyerRole": "decision_maker"}]}}'),
-- Numbers that JavaScript cannot hold and a key that it treats as special stay as they are.
(6, 'succeeded', 'succeeded',
 '{"company_name": 42, "domain": "oddfield.example", "company_description": null}',
 '{"type": "json", "content": {"titles": ["Buyer"], "market_size": 9007199254740993,
     "score": 1.10, "__proto__": {"kept": true}}}'),
(7, 'succeeded', 'succeeded',
 '{"domain": "Quietmill.Example.", "processor": "lite"}',
 '{"type": "json", "content": {"titles": [{"title": "Mill Superintendent"}], "notes": null}}'),
(8, 'succeeded', 'succeeded',
 '{"company_name": "Thornbury Legal", "domain": "thornbury.example", "processor": "pro",
   "company_description": "Contract review for in-house counsel."}',
 '{"type": "json", "basis": [], "content": {"titles": [
     {"title": "General Counsel", "buyerRole": "decision_maker"},
     {"title": "Legal Operations Manager", "buyerRole": "champion"}],
   "excluded": ["Paralegal"]}}'),
(9, 'succeeded', 'succeeded',
 '{"company_name": "Pelican Row", "domain": "shop.pelicanrow.example", "processor": "pro",
   "company_description": "Wholesale ordering for independent grocers."}',
 '{"type": "json", "basis": [], "content": {"personas": {"buyer": "Category Manager",
     "user": "Store Owner", "payer": "Finance Director"}}}'),
(10, 'succeeded', 'succeeded',
 '{"company_name": "Ironvale", "domain": "ironvale.example/", "processor": "pro",
   "company_description": "Maintenance planning for foundries."}',
 '{"type": "json", "basis": [], "content": {"titles": []}}'),
(11, 'succeeded', 'succeeded',
 '{"company_name": "Brightwell Schools", "domain": "brightwell.example", "processor": "pro",
   "company_description": "Timetabling for secondary schools."}',
 '{"type": "json", "basis": [], "content": {"titles": [
     {"title": "Deputy Head (Academic)", "buyerRole": "champion"},
     {"title": "School Business Manager", "buyerRole": "decision_maker"}]}}'),
(12, 'succeeded', 'succeeded',
 '{"company_name": "Kestrel Freight", "domain": "kestrel-freight.example", "processor": "core",
   "company_description": "Customs paperwork for forwarders."}',
 '{"type": "json", "basis": [], "content": {"titles": [
     {"title": "Customs Compliance Manager", "buyerRole": "champion"}], "confidence": 0.82}}'),
(13, 'succeeded', 'succeeded',
 '{"company_name": "Hollybank Dental", "domain": "hollybank.example", "processor": "pro",
   "company_description": "Recall reminders for dental practices."}',
 '{"type": "json", "basis": [], "content": {"titles": [
     {"title": "Practice Manager", "buyerRole": "champion"},
     {"title": "Principal Dentist", "buyerRole": "decision_maker"}]}}'),
-- Two runs of one company: the older one is superseded.
(14, 'succeeded', 'succeeded',
 '{"company_name": "Quillhaven", "domain": "www.quillhaven.example", "processor": "core",
   "company_description": "Admissions for small colleges."}',
 '{"type": "json", "content": {"titles": [{"title": "Dean", "reasoning": "first run"}]}}'),
(15, 'succeeded', 'succeeded',
 '{"company_name": "Quillhaven", "domain": "quillhaven.example", "processor": "pro",
   "company_description": "Admissions CRM for small colleges."}',
 '{"type": "json", "content": {"titles": [{"title": "Dean", "reasoning": "second run"},
     {"title": "Registrar", "reasoning": "second run"}]}}'),
-- Never read: the run did not succeed.
(16, 'failed', 'failed', null, null),
(17, 'queued', null, null, null),
-- no_step_result: the step never ran, or never succeeded.
(18, 'succeeded', null, null, null),
(19, 'succeeded', 'skipped', null, null),
-- missing_output: no payload, or a raw response without output.
(20, 'succeeded', 'succeeded', null, null),
(21, 'succeeded', 'succeeded',
 '{"company_name": "Failed Research", "domain": "failedresearch.example"}', null),
-- missing_content
(22, 'succeeded', 'succeeded',
 '{"company_name": "Contentless", "domain": "contentless.example"}',
 '{"type": "json", "basis": []}'),
-- empty_content
(23, 'succeeded', 'succeeded',
 '{"company_name": "Hollow Pine", "domain": "hollowpine.example"}',
 '{"type": "json", "content": {}}'),
-- content_not_object
(24, 'succeeded', 'succeeded',
 '{"company_name": "Kilnworks", "domain": "kilnworks.example"}',
 '{"type": "json", "content": [{"title": "Plant Manager", "buyerRole": "champion"}]}'),
-- missing_domain: the domain inside the content is the model talking.
(25, 'succeeded', 'succeeded',
 '{"company_name": "Mosswick", "domain": "  "}',
 '{"type": "json", "content": {"domain": "mosswick.example", "titles": ["Estate Manager"]}}'),
-- invalid_domain
(26, 'succeeded', 'succeeded',
 '{"company_name": "Bracketly", "domain": "sales@bracketly.example"}',
 '{"type": "json", "content": {"titles": ["Buyer"]}}');

-- The parent run, then a child run for each line, a minute apart.
insert into public.pipeline_runs
  (id, org_id, company_id, submission_id, blueprint_id, trigger_run_id, status, started_at,
   finished_at, created_at, parent_pipeline_run_id, error_message)
select
  format('a1000000-0000-4000-8000-%s', lpad(n::text, 12, '0'))::uuid,
  'b0293785-aa7a-4234-8201-cc47305295f8', 'c0a9a000-0000-4000-8000-000000000001',
  '0921f10b-890b-47ab-8ceb-b1986df51cbb', 'b1e90000-0000-4000-8000-000000000001',
  format('run_sample_%s', n), status, case when status <> 'queued' then begun end,
  case when status <> 'queued' then begun + interval '13 minutes' end, begun,
  case when n > 0 then 'a1000000-0000-4000-8000-000000000000'::uuid end,
  case when status = 'failed' then 'The provider did not answer.' end
from (
  select n, run_status as status, timestamptz '2026-02-24 18:00Z' + n * interval '1 minute' as begun
  from sample_runs
  union all
  select 0, 'succeeded', timestamptz '2026-02-24 18:00Z'
) as runs
-- The parent first: a child run refers to it.
order by n
on conflict do nothing;

-- The parent's own step, which has no research in it.
insert into public.step_results
  (id, org_id, company_id, pipeline_run_id, submission_id, step_id, blueprint_step_id,
   step_position, status, output_payload)
values
  ('b1000000-0000-4000-8000-000000000000', 'b0293785-aa7a-4234-8201-cc47305295f8',
   'c0a9a000-0000-4000-8000-000000000001', 'a1000000-0000-4000-8000-000000000000',
   '0921f10b-890b-47ab-8ceb-b1986df51cbb', '57e90000-0000-4000-8000-000000000001',
   'b57e0000-0000-4000-8000-000000000001', 1, 'succeeded', '{"fanned_out": 26}')
on conflict do nothing;

-- The research step of each child run, in the provider's shape.
insert into public.step_results
  (id, org_id, company_id, pipeline_run_id, submission_id, step_id, blueprint_step_id,
   step_position, status, started_at, finished_at, duration_ms, created_at, error_message,
   output_payload)
select
  format('b1000000-0000-4000-8000-%s', lpad(n::text, 12, '0'))::uuid,
  runs.org_id, runs.company_id, runs.id, runs.submission_id,
  '57e90000-0000-4000-8000-000000000002', 'b57e0000-0000-4000-8000-000000000002',
  2, step_status, runs.started_at, runs.finished_at, 780000, runs.created_at, runs.error_message,
  case when answer is not null then jsonb_build_object(
    'operation_result', jsonb_build_object(
      'run_id', runs.id,
      'operation_id', 'company.derive.icp_job_titles',
      'status', 'found',
      'output', jsonb_build_object('parallel_run_id', 'trun_' || md5('sample' || n))
        || answer
        || jsonb_build_object('parallel_raw_response',
          jsonb_build_object('run', jsonb_build_object(
            'run_id', 'trun_' || md5('sample' || n),
            'status', case when research is null then 'failed' else 'completed' end))
          || case when research is null then '{}' else jsonb_build_object('output', research) end)),
    'cumulative_context', '{}'::jsonb)
  end
from sample_runs
join public.pipeline_runs as runs on runs.trigger_run_id = format('run_sample_%s', n)
where step_status is not null
on conflict do nothing;

-- other_operation: a later step of the first company's run, with the same keys.
insert into public.step_results
  (id, org_id, company_id, pipeline_run_id, submission_id, step_id, blueprint_step_id,
   step_position, status, finished_at, output_payload)
select
  'b2000000-0000-4000-8000-000000000001', org_id, company_id, id, submission_id,
  '57e90000-0000-4000-8000-000000000002', 'b57e0000-0000-4000-8000-000000000003',
  3, 'succeeded', finished_at,
  '{"operation_result": {"operation_id": "company.derive.intel_briefing", "status": "found",
     "output": {"company_name": "Northquay Logistics", "domain": "northquay.example",
       "parallel_raw_response": {"output": {"content": {"competitors": ["Tidewater"]}}}}}}'
from public.pipeline_runs
where trigger_run_id = 'run_sample_1'
on conflict do nothing;

drop table sample_runs;

-- Another tenant's research into a company that the sample org researches too: neither sees the
-- other's row.
insert into public.icp_job_titles
  (id, org_id, company_domain, company_name, raw_parallel_output, processor)
values
  ('1c900000-0000-4000-8000-000000000001', 'c1a7e000-0000-4000-8000-000000000001',
   'northquay.example', 'Northquay', '{"titles": [{"title": "Seen by Another Tenant only"}]}',
   'core')
on conflict do nothing;
