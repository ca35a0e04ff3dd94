
export type Json = string | number | boolean | null | { [key: string]: Json | undefined } | Json[]

export type Database = {
  
  "public": {
          Tables: {
            "api_tokens": {
                  Row: {
                    "company_id": string | null,"created_at": string,"created_by_user_id": string | null,"expires_at": string | null,"id": string,"last_used_at": string | null,"name": string,"org_id": string,"revoked_at": string | null,"role": Database["public"]['Enums']["user_role"],"token_hash": string,"updated_at": string,"user_id": string | null
                  }
                  ComputedFields: never
                  Insert: {
                    "company_id"?: string | null,"created_at"?: string,"created_by_user_id"?: string | null,"expires_at"?: string | null,"id"?: string,"last_used_at"?: string | null,"name": string,"org_id": string,"revoked_at"?: string | null,"role": Database["public"]['Enums']["user_role"],"token_hash": string,"updated_at"?: string,"user_id"?: string | null
                  }
                  Update: {
                    "company_id"?: string | null,"created_at"?: string,"created_by_user_id"?: string | null,"expires_at"?: string | null,"id"?: string,"last_used_at"?: string | null,"name"?: string,"org_id"?: string,"revoked_at"?: string | null,"role"?: Database["public"]['Enums']["user_role"],"token_hash"?: string,"updated_at"?: string,"user_id"?: string | null
                  }
                  Relationships: [
                    {
      foreignKeyName: "api_tokens_company_id_org_id_fkey"
      columns: ["company_id","org_id"]
isOneToOne: false
      referencedRelation: "companies"
      referencedColumns: ["id","org_id"]
    },{
      foreignKeyName: "api_tokens_created_by_user_id_org_id_fkey"
      columns: ["created_by_user_id","org_id"]
isOneToOne: false
      referencedRelation: "users"
      referencedColumns: ["id","org_id"]
    },{
      foreignKeyName: "api_tokens_org_id_fkey"
      columns: ["org_id"]
isOneToOne: false
      referencedRelation: "orgs"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "api_tokens_user_id_org_id_fkey"
      columns: ["user_id","org_id"]
isOneToOne: false
      referencedRelation: "users"
      referencedColumns: ["id","org_id"]
    }
                  ]
                },"blueprint_steps": {
                  Row: {
                    "blueprint_id": string,"config": NonNullable<Json>,"created_at": string,"fan_out": boolean,"id": string,"is_enabled": boolean,"operation_id": string | null,"position": number,"step_config": Json | null,"step_id": string | null,"updated_at": string
                  }
                  ComputedFields: never
                  Insert: {
                    "blueprint_id": string,"config"?: NonNullable<Json>,"created_at"?: string,"fan_out"?: boolean,"id"?: string,"is_enabled"?: boolean,"operation_id"?: string | null,"position": number,"step_config"?: Json | null,"step_id"?: string | null,"updated_at"?: string
                  }
                  Update: {
                    "blueprint_id"?: string,"config"?: NonNullable<Json>,"created_at"?: string,"fan_out"?: boolean,"id"?: string,"is_enabled"?: boolean,"operation_id"?: string | null,"position"?: number,"step_config"?: Json | null,"step_id"?: string | null,"updated_at"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "blueprint_steps_blueprint_id_fkey"
      columns: ["blueprint_id"]
isOneToOne: false
      referencedRelation: "blueprints"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "blueprint_steps_step_id_fkey"
      columns: ["step_id"]
isOneToOne: false
      referencedRelation: "steps"
      referencedColumns: ["id"]
    }
                  ]
                },"blueprints": {
                  Row: {
                    "created_at": string,"created_by_user_id": string | null,"description": string | null,"id": string,"is_active": boolean,"name": string,"org_id": string,"updated_at": string
                  }
                  ComputedFields: never
                  Insert: {
                    "created_at"?: string,"created_by_user_id"?: string | null,"description"?: string | null,"id"?: string,"is_active"?: boolean,"name": string,"org_id": string,"updated_at"?: string
                  }
                  Update: {
                    "created_at"?: string,"created_by_user_id"?: string | null,"description"?: string | null,"id"?: string,"is_active"?: boolean,"name"?: string,"org_id"?: string,"updated_at"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "blueprints_created_by_user_id_org_id_fkey"
      columns: ["created_by_user_id","org_id"]
isOneToOne: false
      referencedRelation: "users"
      referencedColumns: ["id","org_id"]
    },{
      foreignKeyName: "blueprints_org_id_fkey"
      columns: ["org_id"]
isOneToOne: false
      referencedRelation: "orgs"
      referencedColumns: ["id"]
    }
                  ]
                },"companies": {
                  Row: {
                    "created_at": string,"domain": string | null,"external_ref": string | null,"id": string,"name": string,"org_id": string,"updated_at": string
                  }
                  ComputedFields: never
                  Insert: {
                    "created_at"?: string,"domain"?: string | null,"external_ref"?: string | null,"id"?: string,"name": string,"org_id": string,"updated_at"?: string
                  }
                  Update: {
                    "created_at"?: string,"domain"?: string | null,"external_ref"?: string | null,"id"?: string,"name"?: string,"org_id"?: string,"updated_at"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "companies_org_id_fkey"
      columns: ["org_id"]
isOneToOne: false
      referencedRelation: "orgs"
      referencedColumns: ["id"]
    }
                  ]
                },"icp_job_titles": {
                  Row: {
                    "company_description": string | null,"company_domain": string,"company_name": string | null,"created_at": string,"id": string,"org_id": string,"parallel_run_id": string | null,"processor": string | null,"raw_parallel_output": NonNullable<Json>,"researched_at": string | null,"source_pipeline_run_id": string | null,"source_submission_id": string | null,"updated_at": string
                  }
                  ComputedFields: never
                  Insert: {
                    "company_description"?: string | null,"company_domain": string,"company_name"?: string | null,"created_at"?: string,"id"?: string,"org_id": string,"parallel_run_id"?: string | null,"processor"?: string | null,"raw_parallel_output": NonNullable<Json>,"researched_at"?: string | null,"source_pipeline_run_id"?: string | null,"source_submission_id"?: string | null,"updated_at"?: string
                  }
                  Update: {
                    "company_description"?: string | null,"company_domain"?: string,"company_name"?: string | null,"created_at"?: string,"id"?: string,"org_id"?: string,"parallel_run_id"?: string | null,"processor"?: string | null,"raw_parallel_output"?: NonNullable<Json>,"researched_at"?: string | null,"source_pipeline_run_id"?: string | null,"source_submission_id"?: string | null,"updated_at"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "icp_job_titles_org_id_fkey"
      columns: ["org_id"]
isOneToOne: false
      referencedRelation: "orgs"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "icp_job_titles_source_pipeline_run_id_fkey"
      columns: ["source_pipeline_run_id"]
isOneToOne: false
      referencedRelation: "pipeline_runs"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "icp_job_titles_source_pipeline_run_org_fkey"
      columns: ["source_pipeline_run_id","org_id"]
isOneToOne: false
      referencedRelation: "pipeline_runs"
      referencedColumns: ["id","org_id"]
    },{
      foreignKeyName: "icp_job_titles_source_submission_id_fkey"
      columns: ["source_submission_id"]
isOneToOne: false
      referencedRelation: "submissions"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "icp_job_titles_source_submission_org_fkey"
      columns: ["source_submission_id","org_id"]
isOneToOne: false
      referencedRelation: "submissions"
      referencedColumns: ["id","org_id"]
    }
                  ]
                },"icp_job_titles_words": {
                  Row: {
                    "created_at": string,"id": string,"org_id": string,"words": string | null
                  }
                  ComputedFields: never
                  Insert: {
                    "created_at": string,"id": string,"org_id": string,"words"?: string | null
                  }
                  Update: {
                    "created_at"?: string,"id"?: string,"org_id"?: string,"words"?: string | null
                  }
                  Relationships: [
                    
                  ]
                },"orgs": {
                  Row: {
                    "created_at": string,"id": string,"name": string,"slug": string,"updated_at": string
                  }
                  ComputedFields: never
                  Insert: {
                    "created_at"?: string,"id"?: string,"name": string,"slug": string,"updated_at"?: string
                  }
                  Update: {
                    "created_at"?: string,"id"?: string,"name"?: string,"slug"?: string,"updated_at"?: string
                  }
                  Relationships: [
                    
                  ]
                },"pipeline_runs": {
                  Row: {
                    "attempt": number,"blueprint_id": string,"blueprint_snapshot": NonNullable<Json>,"blueprint_version": number,"company_id": string,"created_at": string,"error_details": Json | null,"error_message": string | null,"finished_at": string | null,"id": string,"org_id": string,"parent_pipeline_run_id": string | null,"started_at": string | null,"status": Database["public"]['Enums']["run_status"],"submission_id": string,"trigger_run_id": string | null,"updated_at": string
                  }
                  ComputedFields: never
                  Insert: {
                    "attempt"?: number,"blueprint_id": string,"blueprint_snapshot"?: NonNullable<Json>,"blueprint_version"?: number,"company_id": string,"created_at"?: string,"error_details"?: Json | null,"error_message"?: string | null,"finished_at"?: string | null,"id"?: string,"org_id": string,"parent_pipeline_run_id"?: string | null,"started_at"?: string | null,"status"?: Database["public"]['Enums']["run_status"],"submission_id": string,"trigger_run_id"?: string | null,"updated_at"?: string
                  }
                  Update: {
                    "attempt"?: number,"blueprint_id"?: string,"blueprint_snapshot"?: NonNullable<Json>,"blueprint_version"?: number,"company_id"?: string,"created_at"?: string,"error_details"?: Json | null,"error_message"?: string | null,"finished_at"?: string | null,"id"?: string,"org_id"?: string,"parent_pipeline_run_id"?: string | null,"started_at"?: string | null,"status"?: Database["public"]['Enums']["run_status"],"submission_id"?: string,"trigger_run_id"?: string | null,"updated_at"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "pipeline_runs_blueprint_id_org_id_fkey"
      columns: ["blueprint_id","org_id"]
isOneToOne: false
      referencedRelation: "blueprints"
      referencedColumns: ["id","org_id"]
    },{
      foreignKeyName: "pipeline_runs_company_id_org_id_fkey"
      columns: ["company_id","org_id"]
isOneToOne: false
      referencedRelation: "companies"
      referencedColumns: ["id","org_id"]
    },{
      foreignKeyName: "pipeline_runs_org_id_fkey"
      columns: ["org_id"]
isOneToOne: false
      referencedRelation: "orgs"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "pipeline_runs_parent_pipeline_run_id_org_id_fkey"
      columns: ["parent_pipeline_run_id","org_id"]
isOneToOne: false
      referencedRelation: "pipeline_runs"
      referencedColumns: ["id","org_id"]
    },{
      foreignKeyName: "pipeline_runs_submission_id_org_id_fkey"
      columns: ["submission_id","org_id"]
isOneToOne: false
      referencedRelation: "submissions"
      referencedColumns: ["id","org_id"]
    }
                  ]
                },"step_results": {
                  Row: {
                    "attempt": number,"blueprint_step_id": string | null,"company_id": string,"created_at": string,"duration_ms": number | null,"error_details": Json | null,"error_message": string | null,"finished_at": string | null,"id": string,"input_payload": Json | null,"org_id": string,"output_payload": Json | null,"pipeline_run_id": string,"started_at": string | null,"status": Database["public"]['Enums']["step_status"],"step_id": string | null,"step_position": number,"submission_id": string,"task_run_id": string | null,"updated_at": string
                  }
                  ComputedFields: never
                  Insert: {
                    "attempt"?: number,"blueprint_step_id"?: string | null,"company_id": string,"created_at"?: string,"duration_ms"?: number | null,"error_details"?: Json | null,"error_message"?: string | null,"finished_at"?: string | null,"id"?: string,"input_payload"?: Json | null,"org_id": string,"output_payload"?: Json | null,"pipeline_run_id": string,"started_at"?: string | null,"status"?: Database["public"]['Enums']["step_status"],"step_id"?: string | null,"step_position": number,"submission_id": string,"task_run_id"?: string | null,"updated_at"?: string
                  }
                  Update: {
                    "attempt"?: number,"blueprint_step_id"?: string | null,"company_id"?: string,"created_at"?: string,"duration_ms"?: number | null,"error_details"?: Json | null,"error_message"?: string | null,"finished_at"?: string | null,"id"?: string,"input_payload"?: Json | null,"org_id"?: string,"output_payload"?: Json | null,"pipeline_run_id"?: string,"started_at"?: string | null,"status"?: Database["public"]['Enums']["step_status"],"step_id"?: string | null,"step_position"?: number,"submission_id"?: string,"task_run_id"?: string | null,"updated_at"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "step_results_blueprint_step_id_fkey"
      columns: ["blueprint_step_id"]
isOneToOne: false
      referencedRelation: "blueprint_steps"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "step_results_company_id_org_id_fkey"
      columns: ["company_id","org_id"]
isOneToOne: false
      referencedRelation: "companies"
      referencedColumns: ["id","org_id"]
    },{
      foreignKeyName: "step_results_org_id_fkey"
      columns: ["org_id"]
isOneToOne: false
      referencedRelation: "orgs"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "step_results_pipeline_run_id_org_id_fkey"
      columns: ["pipeline_run_id","org_id"]
isOneToOne: false
      referencedRelation: "pipeline_runs"
      referencedColumns: ["id","org_id"]
    },{
      foreignKeyName: "step_results_step_id_fkey"
      columns: ["step_id"]
isOneToOne: false
      referencedRelation: "steps"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "step_results_submission_id_org_id_fkey"
      columns: ["submission_id","org_id"]
isOneToOne: false
      referencedRelation: "submissions"
      referencedColumns: ["id","org_id"]
    }
                  ]
                },"steps": {
                  Row: {
                    "created_at": string,"default_config": NonNullable<Json>,"description": string | null,"id": string,"input_schema": Json | null,"is_active": boolean,"name": string,"output_schema": Json | null,"slug": string,"step_type": Database["public"]['Enums']["step_type"],"task_id": string,"updated_at": string
                  }
                  ComputedFields: never
                  Insert: {
                    "created_at"?: string,"default_config"?: NonNullable<Json>,"description"?: string | null,"id"?: string,"input_schema"?: Json | null,"is_active"?: boolean,"name": string,"output_schema"?: Json | null,"slug": string,"step_type": Database["public"]['Enums']["step_type"],"task_id": string,"updated_at"?: string
                  }
                  Update: {
                    "created_at"?: string,"default_config"?: NonNullable<Json>,"description"?: string | null,"id"?: string,"input_schema"?: Json | null,"is_active"?: boolean,"name"?: string,"output_schema"?: Json | null,"slug"?: string,"step_type"?: Database["public"]['Enums']["step_type"],"task_id"?: string,"updated_at"?: string
                  }
                  Relationships: [
                    
                  ]
                },"submissions": {
                  Row: {
                    "blueprint_id": string,"company_id": string,"created_at": string,"id": string,"input_payload": NonNullable<Json>,"metadata": NonNullable<Json>,"org_id": string,"source": string | null,"status": Database["public"]['Enums']["submission_status"],"submitted_by_user_id": string | null,"updated_at": string
                  }
                  ComputedFields: never
                  Insert: {
                    "blueprint_id": string,"company_id": string,"created_at"?: string,"id"?: string,"input_payload": NonNullable<Json>,"metadata"?: NonNullable<Json>,"org_id": string,"source"?: string | null,"status"?: Database["public"]['Enums']["submission_status"],"submitted_by_user_id"?: string | null,"updated_at"?: string
                  }
                  Update: {
                    "blueprint_id"?: string,"company_id"?: string,"created_at"?: string,"id"?: string,"input_payload"?: NonNullable<Json>,"metadata"?: NonNullable<Json>,"org_id"?: string,"source"?: string | null,"status"?: Database["public"]['Enums']["submission_status"],"submitted_by_user_id"?: string | null,"updated_at"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "submissions_blueprint_id_org_id_fkey"
      columns: ["blueprint_id","org_id"]
isOneToOne: false
      referencedRelation: "blueprints"
      referencedColumns: ["id","org_id"]
    },{
      foreignKeyName: "submissions_company_id_org_id_fkey"
      columns: ["company_id","org_id"]
isOneToOne: false
      referencedRelation: "companies"
      referencedColumns: ["id","org_id"]
    },{
      foreignKeyName: "submissions_org_id_fkey"
      columns: ["org_id"]
isOneToOne: false
      referencedRelation: "orgs"
      referencedColumns: ["id"]
    },{
      foreignKeyName: "submissions_submitted_by_user_id_org_id_fkey"
      columns: ["submitted_by_user_id","org_id"]
isOneToOne: false
      referencedRelation: "users"
      referencedColumns: ["id","org_id"]
    }
                  ]
                },"super_admins": {
                  Row: {
                    "created_at": string,"email": string,"id": string,"is_active": boolean,"password_hash": string,"updated_at": string
                  }
                  ComputedFields: never
                  Insert: {
                    "created_at"?: string,"email": string,"id"?: string,"is_active"?: boolean,"password_hash": string,"updated_at"?: string
                  }
                  Update: {
                    "created_at"?: string,"email"?: string,"id"?: string,"is_active"?: boolean,"password_hash"?: string,"updated_at"?: string
                  }
                  Relationships: [
                    
                  ]
                },"users": {
                  Row: {
                    "company_id": string | null,"created_at": string,"email": string,"full_name": string | null,"id": string,"is_active": boolean,"org_id": string,"password_hash": string | null,"role": Database["public"]['Enums']["user_role"],"updated_at": string
                  }
                  ComputedFields: never
                  Insert: {
                    "company_id"?: string | null,"created_at"?: string,"email": string,"full_name"?: string | null,"id"?: string,"is_active"?: boolean,"org_id": string,"password_hash"?: string | null,"role": Database["public"]['Enums']["user_role"],"updated_at"?: string
                  }
                  Update: {
                    "company_id"?: string | null,"created_at"?: string,"email"?: string,"full_name"?: string | null,"id"?: string,"is_active"?: boolean,"org_id"?: string,"password_hash"?: string | null,"role"?: Database["public"]['Enums']["user_role"],"updated_at"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "users_company_id_org_id_fkey"
      columns: ["company_id","org_id"]
isOneToOne: false
      referencedRelation: "companies"
      referencedColumns: ["id","org_id"]
    },{
      foreignKeyName: "users_org_id_fkey"
      columns: ["org_id"]
isOneToOne: false
      referencedRelation: "orgs"
      referencedColumns: ["id"]
    }
                  ]
                }
          }
          Views: {
            [_ in never]: never
          }
          Functions: {
            "check_icp_job_titles":
{ Args: { "p_items": string,"p_org_id": string,"p_overwrite"?: boolean,"p_submission_ids": (string)[] }; Returns: Json
                           },
"check_icp_step_results":
{ Args: { "p_org_id": string,"p_overwrite"?: boolean,"p_records": string,"p_submission_ids": (string)[] }; Returns: Json
                           },
"compare_icp_sources":
{ Args: { "p_overwrite": boolean,"p_run_id": string,"p_stored_at": string,"p_stored_run_id": string,"p_submission_ids": (string)[] }; Returns: string
                           },
"compare_icp_step_results":
{ Args: { "p_org_id": string,"p_overwrite"?: boolean,"p_records": string,"p_submission_ids": (string)[] }; Returns: {
              "state": string,"step_result_id": string
            }[]
                           },
"count_icp_job_titles":
{ Args: { "p_company_domains"?: (string)[],"p_contains"?: string,"p_org_id": string,"p_parallel_run_id"?: string,"p_processor"?: string,"p_source_pipeline_run_id"?: string,"p_source_submission_id"?: string,"p_updated_since"?: string }; Returns: number
                           },
"count_icp_step_results":
{ Args: { "p_org_id": string,"p_submission_ids": (string)[] }; Returns: number
                           },
"count_matching_icp_job_titles":
{ Args: { "p_filters": string,"p_org_id": string }; Returns: number
                           },
"cut_long_words":
{ Args: { "p_words": string }; Returns: string
                           },
"find_api_token":
{ Args: { "p_now": string,"p_token_hash": string }; Returns: {
              "id": string,"last_used_at": string,"org_id": string
            }[]
                           },
"find_icp_job_titles":
{ Args: { "p_after_created_at"?: string,"p_after_id"?: string,"p_columns": (string)[],"p_filters": string,"p_limit": number,"p_offset"?: number,"p_org_id": string,"p_pointer"?: (string)[] }; Returns: Json[]
                           },
"get_by_json_pointer":
{ Args: { "p_document": Json,"p_tokens": (string)[] }; Returns: Json
                           },
"has_oversized_number":
{ Args: { "p_document": Json }; Returns: boolean
                           },
"icp_job_titles_on_conflict":
{ Args: Record<PropertyKey, never>; Returns: {
              "column_name": string,"on_conflict": string
            }[]
                           },
"icp_job_titles_page":
{ Args: { "p_columns": string,"p_filters": Json,"p_is_after": boolean }; Returns: string
                           },
"icp_job_titles_predicate":
{ Args: { "p_filters": Json }; Returns: string
                           },
"icp_job_titles_search_page":
{ Args: { "p_filters": Json,"p_is_after": boolean }; Returns: string
                           },
"index_words":
{ Args: { "p_org_id": string,"p_words": string }; Returns: unknown
                           },
"is_expensive_read":
{ Args: { "p_filters": Json }; Returns: boolean
                           },
"list_document_texts":
{ Args: { "p_document": Json }; Returns: string[]
                           },
"list_document_words":
{ Args: { "p_document": Json }; Returns: string
                           },
"list_icp_job_titles":
{ Args: { "p_after_created_at"?: string,"p_after_id"?: string,"p_company_domains"?: (string)[],"p_contains"?: string,"p_limit": number,"p_offset"?: number,"p_org_id": string,"p_parallel_run_id"?: string,"p_processor"?: string,"p_source_pipeline_run_id"?: string,"p_source_submission_id"?: string,"p_updated_since"?: string }; Returns: {
              "company_description": string | null,
"company_domain": string,
"company_name": string | null,
"created_at": string,
"id": string,
"org_id": string,
"parallel_run_id": string | null,
"processor": string | null,
"raw_parallel_output": NonNullable<Json>,
"researched_at": string | null,
"source_pipeline_run_id": string | null,
"source_submission_id": string | null,
"updated_at": string
            }[]
                          SetofOptions: {
        from: "*"
        to: "icp_job_titles"
        isOneToOne: false
        isSetofReturn: true
      } },
"list_icp_step_results":
{ Args: { "p_after_attempt"?: number,"p_after_finished_at"?: string,"p_after_run_id"?: string,"p_after_step_position"?: number,"p_limit": number,"p_org_id": string,"p_submission_ids": (string)[] }; Returns: {
              "attempt": number,"company_description": string,"company_name": string,"content_bytes": number,"content_state": string,"domain": string,"finished_at": string,"operation_id": string,"parallel_run_id": string,"processor": string,"run_id": string,"step_position": number,"step_result_id": string,"stored_domains": (string)[]
            }[]
                           },
"list_search_matches":
{ Args: { "p_document": Json,"p_needles": (string)[],"p_words": string }; Returns: Json
                           },
"order_icp_job_titles":
{ Args: { "p_items": Json,"p_org_id": string,"p_submission_ids": (string)[] }; Returns: {
              "company_domain": string,"fields": Json,"has_source": boolean,"is_newest": boolean,"kept": Json,"place": number,"step_result_id": string
            }[]
                           },
"page_of_icp_job_titles":
{ Args: { "p_after_created_at"?: string,"p_after_id"?: string,"p_filters": string,"p_has_documents": boolean,"p_limit": number,"p_offset"?: number,"p_org_id": string }; Returns: {
              "company_description": string | null,
"company_domain": string,
"company_name": string | null,
"created_at": string,
"id": string,
"org_id": string,
"parallel_run_id": string | null,
"processor": string | null,
"raw_parallel_output": NonNullable<Json>,
"researched_at": string | null,
"source_pipeline_run_id": string | null,
"source_submission_id": string | null,
"updated_at": string
            }[]
                          SetofOptions: {
        from: "*"
        to: "icp_job_titles"
        isOneToOne: false
        isSetofReturn: true
      } },
"read_icp_job_titles":
{ Args: { "p_after_created_at"?: string,"p_after_id"?: string,"p_columns": (string)[],"p_filters": string,"p_limit": number,"p_offset"?: number,"p_org_id": string }; Returns: Json[]
                           },
"read_icp_step_results":
{ Args: { "p_after_attempt"?: number,"p_after_finished_at"?: string,"p_after_run_id"?: string,"p_after_step_position"?: number,"p_limit": number,"p_org_id": string,"p_submission_ids": (string)[] }; Returns: Json
                           },
"search_needles":
{ Args: { "p_search": Json }; Returns: (string)[]
                           },
"search_phrases":
{ Args: { "p_search": Json }; Returns: (string)[]
                           },
"search_tsquery":
{ Args: { "p_org_id": string,"p_search": Json }; Returns: unknown
                           },
"split_into_words":
{ Args: { "p_text": string }; Returns: string
                           },
"store_icp_step_results":
{ Args: { "p_org_id": string,"p_overwrite"?: boolean,"p_records": string,"p_submission_ids": (string)[] }; Returns: {
              "outcome": string,"step_result_id": string
            }[]
                           },
"take_expensive_read_slot":
{ Args: { "p_org_id": string }; Returns: undefined
                           },
"take_large_page_slot":
{ Args: { "p_bytes": number,"p_org_id": string }; Returns: boolean
                           },
"word_gap":
{ Args: Record<PropertyKey, never>; Returns: string
                           },
"write_icp_job_titles":
{ Args: { "p_documents"?: Json,"p_items": string,"p_org_id": string,"p_overwrite"?: boolean,"p_submission_ids"?: (string)[] }; Returns: Json
                           },
"write_icp_step_results":
{ Args: { "p_org_id": string,"p_overwrite"?: boolean,"p_records": string,"p_submission_ids": (string)[] }; Returns: Json
                           }
          }
          Enums: {
            "run_status": "queued"|"running"|"succeeded"|"failed"|"canceled","step_status": "queued"|"running"|"succeeded"|"failed"|"skipped"|"retrying","step_type": "clean"|"enrich"|"analyze"|"extract"|"transform","submission_status": "received"|"validated"|"queued"|"running"|"completed"|"failed"|"canceled","user_role": "org_admin"|"company_admin"|"member"
          }
          CompositeTypes: {
            [_ in never]: never
          }
        }
}

type DatabaseWithoutInternals = Omit<Database, '__InternalSupabase'>

type DefaultSchema = DatabaseWithoutInternals[Extract<keyof Database, "public">]

export type Tables<
  DefaultSchemaTableNameOrOptions extends
    | keyof (DefaultSchema["Tables"] & DefaultSchema["Views"])
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"] &
        DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Views"])
    : never = never
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"] &
      DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Views"])[TableName] extends {
      Row: infer R
    }
    ? R
    : never
  : DefaultSchemaTableNameOrOptions extends keyof (DefaultSchema["Tables"] & DefaultSchema["Views"])
  ? (DefaultSchema["Tables"] & DefaultSchema["Views"])[DefaultSchemaTableNameOrOptions] extends {
      Row: infer R
    }
    ? R
    : never
  : never

export type TablesInsert<
  DefaultSchemaTableNameOrOptions extends
    | keyof DefaultSchema["Tables"]
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
    : never = never
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"][TableName] extends {
      Insert: infer I
    }
    ? I
    : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema["Tables"]
  ? DefaultSchema["Tables"][DefaultSchemaTableNameOrOptions] extends {
      Insert: infer I
    }
    ? I
    : never
  : never

export type TablesUpdate<
  DefaultSchemaTableNameOrOptions extends
    | keyof DefaultSchema["Tables"]
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
    : never = never
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"][TableName] extends {
      Update: infer U
    }
    ? U
    : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema["Tables"]
  ? DefaultSchema["Tables"][DefaultSchemaTableNameOrOptions] extends {
      Update: infer U
    }
    ? U
    : never
  : never

export type Enums<
  DefaultSchemaEnumNameOrOptions extends
    | keyof DefaultSchema["Enums"]
    | { schema: keyof DatabaseWithoutInternals },
  EnumName extends DefaultSchemaEnumNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions["schema"]]["Enums"]
    : never = never
> = DefaultSchemaEnumNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions["schema"]]["Enums"][EnumName]
  : DefaultSchemaEnumNameOrOptions extends keyof DefaultSchema["Enums"]
  ? DefaultSchema["Enums"][DefaultSchemaEnumNameOrOptions]
  : never

export type CompositeTypes<
  PublicCompositeTypeNameOrOptions extends
    | keyof DefaultSchema["CompositeTypes"]
    | { schema: keyof DatabaseWithoutInternals },
  CompositeTypeName extends PublicCompositeTypeNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions["schema"]]["CompositeTypes"]
    : never = never
> = PublicCompositeTypeNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions["schema"]]["CompositeTypes"][CompositeTypeName]
  : PublicCompositeTypeNameOrOptions extends keyof DefaultSchema["CompositeTypes"]
  ? DefaultSchema["CompositeTypes"][PublicCompositeTypeNameOrOptions]
  : never

export const Constants = {
  "public": {
          Enums: {
            "run_status": ["queued", "running", "succeeded", "failed", "canceled"],"step_status": ["queued", "running", "succeeded", "failed", "skipped", "retrying"],"step_type": ["clean", "enrich", "analyze", "extract", "transform"],"submission_status": ["received", "validated", "queued", "running", "completed", "failed", "canceled"],"user_role": ["org_admin", "company_admin", "member"]
          }
        }
} as const
