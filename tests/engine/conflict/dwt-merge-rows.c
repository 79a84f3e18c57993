/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include "dwt-merge-rows.h"

/* A DocType of each strategy that fits any field; those of the built-in rules are used where they
 * do. */
#define RULE(strategy, more) "{'conflict_strategies':{'Thing':{'strategy':'" strategy "'" more "}}}"
#define LISTS \
  ",'server_wins_fields':['s'],'client_wins_fields':['c'],'last_write_wins_fields':['l']," \
  "'manual_resolve_fields':['m'],'auto_merge_fields':['t'],'exception_fields':['e']"
#define LEVEL RULE ("field_level", LISTS)
#define MANUAL RULE ("manual_resolve", ",'auto_merge_fields':['t','u'],'manual_resolve_fields':['m']")
#define AT_TEN "'modified':'2026-11-24 10:00:00'"

const DwtMergeRow dwt_merge_rows[] = {
  /* What differs: null is a missing key, numbers by value, objects without regard to the order of
   * keys. */
  { "equal/null-is-missing", "Task", "", NULL, "{}", "{'a':null}", "{}", "", "{'outcome':'unchanged'}" },
  { "equal/null-is-missing-below", "Task", "", NULL, NULL, "{'a':{'b':[{'c':null,'d':1}]}}",
    "{'a':{'b':[{'d':1}]}}", "", "{'outcome':'unchanged'}" },
  { "equal/null-in-array-is-a-value", "Task", "", NULL, NULL, "{'a':[null]}", "{'a':[]}", "a",
    "{'outcome':'server'}" },
  { "equal/empty-is-not-null", "Task", "", NULL, "{}", "{'a':''}", "{}", "a", "{'outcome':'mine'}" },
  { "equal/whole-and-decimal", "Task", "", NULL, NULL, "{'a':1}", "{'a':1.0}", "", "{'outcome':'unchanged'}" },
  { "equal/exponent", "Task", "", NULL, NULL, "{'a':100,'b':-0}", "{'a':1e2,'b':0.0}", "",
    "{'outcome':'unchanged'}" },
  { "equal/64-bits-exactly", "Task", "", NULL, NULL, "{'a':9007199254740993,'b':18446744073709551615}",
    "{'a':9007199254740992,'b':18446744073709551614}", "a,b", "{'outcome':'server'}" },
  { "equal/whole-against-decimal-exactly", "Task", "", NULL, NULL, "{'a':9007199254740993}",
    "{'a':9007199254740992.0}", "a", "{'outcome':'server'}" },
  { "equal/beyond-64-bits-as-doubles", "Task", "", NULL, NULL, "{'a':100000000000000000000001}",
    "{'a':100000000000000000000002}", "", "{'outcome':'unchanged'}" },
  { "equal/decimals-as-doubles", "Task", "", NULL, NULL, "{'a':0.1}", "{'a':0.10000000000000000001}", "",
    "{'outcome':'unchanged'}" },
  { "equal/number-is-no-text", "Task", "", NULL, NULL, "{'a':1}", "{'a':'1'}", "a", "{'outcome':'server'}" },
  { "equal/true-is-not-1", "Task", "", NULL, NULL, "{'a':true}", "{'a':1}", "a", "{'outcome':'server'}" },
  { "equal/key-order", "Task", "", NULL, NULL, "{'a':{'x':1,'y':{'p':1,'q':2}}}", "{'a':{'y':{'q':2,'p':1},'x':1}}",
    "", "{'outcome':'unchanged'}" },
  { "equal/escapes", "Task", "", NULL, NULL, "{'a':'\\u0041\\u00e9\\ud83d\\ude00\\/'}", "{'a':'Aé😀/'}", "",
    "{'outcome':'unchanged'}" },
  { "equal/escaped-key", "Task", "", NULL, NULL, "{'\\u0061':1}", "{'a':1}", "", "{'outcome':'unchanged'}" },
  { "equal/repeated-key-counts-last", "Task", "", NULL, "{'a':2}", "{'a':1,'a':2}", "{'a':2}", "",
    "{'outcome':'unchanged'}" },
  { "equal/repeated-key-behind-an-equal-member", "Task", "", NULL, "{'a':1,'b':1}", "{'a':1,'b':1,'a':5}",
    "{'a':1,'b':1}", "a", "{'outcome':'mine','doc':{'a':5,'b':1}}" },
  { "equal/repeated-key-below", "Task", "", NULL, NULL, "{'a':{'b':[{'c':1,'c':2}]}}", "{'a':{'b':[{'c':2}]}}", "",
    "{'outcome':'unchanged'}" },
  { "equal/repeated-key-of-server", "Task", "", NULL, "{'a':2,'b':1}", "{'a':2,'b':5}", "{'a':1,'b':1,'a':2,'c':3}",
    "b,c", "{'doc':{'a':2,'b':5,'c':3},'outcome':'merged'}" },

  /* Metadata comes from the server. */
  { "metadata/never-in-conflict", "Task", "", NULL,
    "{'name':'a','owner':'a','creation':'1','modified':'1','modified_by':'a','docstatus':0,'idx':0,'doctype':'x'}",
    "{'name':'b','owner':'b','creation':'2','modified':'2','modified_by':'b','docstatus':1,'idx':1,'doctype':'y'}",
    "{'name':'c','owner':'c','creation':'3','modified':'3','modified_by':'c','docstatus':2,'idx':2,'doctype':'z'}",
    "", "{'outcome':'unchanged','doc':{'name':'c','owner':'c','creation':'3','modified':'3','modified_by':'c',"
    "'docstatus':2,'idx':2,'doctype':'z'}}" },
  { "metadata/underscore", "Task", "", NULL, "{'_user_tags':'a'}", "{'_user_tags':'b','_x':1}",
    "{'_user_tags':'c'}", "", "{'outcome':'unchanged','doc':{'_user_tags':'c','_x':null}}" },
  { "metadata/absent-where-server-lacks-it", "Task", "", NULL, "{'a':1}", "{'a':2,'owner':'me','name':'n'}", "{'a':1}",
    "a", "{'outcome':'mine','doc':{'a':2,'owner':null,'name':null}}" },
  { "metadata/of-rows-only-in-rows", "Task", "", NULL, "{'parent':'a'}", "{'parent':'b'}", "{'parent':'a'}", "parent",
    "{'outcome':'mine'}" },

  /* Names. */
  { "names/mapped", "service_ticket", "", NULL, "{}", "{}", "{}", "",
    "{'doctype':'Ticket','strategy':'field_level'}" },
  { "names/alias", "Mobile Form", "", NULL, "{}", "{}", "{}", "", "{'doctype':'Form Template'}" },
  { "names/unknown-has-the-default", "Frob", "", NULL, "{}", "{}", "{}", "",
    "{'doctype':'Frob','strategy':'server_wins'}" },

  /* Whole documents. */
  { "whole/nothing-differs", "Task", "", NULL, "{'a':1}", "{'a':1}", "{'a':1}", "",
    "{'outcome':'unchanged','needs_manual':false,'doc':{'a':1},'notices':[]}" },
  { "whole/same-change", "Task", "", NULL, "{'a':1}", "{'a':2}", "{'a':2}", "a",
    "{'outcome':'unchanged','doc':{'a':2},'fields':{'a':{'value':2,'source':'both','reason':'same_change','base':1,"
    "'mine':2,'server':2,'lost':[]}}}" },
  { "whole/only-server", "Vault Document", "", NULL, "{'a':1,'b':1}", "{'a':1,'b':1}", "{'a':2,'b':1}", "a",
    "{'outcome':'server','doc':{'a':2},'fields':{'a':{'value':2,'source':'server','reason':'one_side_changed',"
    "'lost':[]}}}" },
  { "whole/only-mine", "Geofence", "", NULL, "{'a':1,'b':1}", "{'a':2,'b':1,'n':3}", "{'a':1,'b':1}", "a,n",
    "{'outcome':'mine','doc':{'a':2,'b':1,'n':3},'fields':{'a':{'value':2,'source':'mine',"
    "'reason':'one_side_changed','lost':[]}}}" },
  { "whole/only-mine-whatever-strategy", "Appointment", "", NULL, "{'customer':'a'}", "{'customer':'b'}",
    "{'customer':'a'}", "customer", "{'outcome':'mine','needs_manual':false}" },
  { "whole/mine-removed-a-key", "Task", "", NULL, "{'a':1,'b':1}", "{'b':1}", "{'a':1,'b':1}", "a",
    "{'outcome':'mine','doc':{'a':null,'b':1},'fields':{'a':{'value':null,'source':'mine'}}}" },
  { "whole/doc-equals-server", "Dispatch Job", "", NULL, "{'priority':'Low'}", "{'priority':'High'}",
    "{'priority':'Urgent'}", "priority", "{'outcome':'server'}" },
  { "whole/doc-equals-mine", "Dispatch Job", "", NULL, "{'signature':'a'}", "{'signature':'b'}", "{'signature':'c'}",
    "signature", "{'outcome':'mine'}" },
  { "whole/doc-equals-neither", "Dispatch Job", "", NULL, "{'a':1,'b':1}", "{'a':2,'b':1}", "{'a':1,'b':2}", "a,b",
    "{'outcome':'merged','doc':{'a':2,'b':2}}" },
  { "whole/no-base-equal", "Task", "", NULL, NULL, "{'a':1}", "{'a':1}", "", "{'outcome':'unchanged'}" },
  { "whole/no-base-both-changed", "Task", "", NULL, NULL, "{'a':1,'b':1,'x':9}", "{'a':2,'b':1}", "a,x",
    "{'outcome':'server','fields':{'a':{'value':2,'source':'server','reason':'unlisted_field','lost':[1]},"
    "'x':{'value':null,'lost':[9]}}}" },

  /* server_wins and client_wins. */
  { "server-wins/both", "Geofence", "", NULL, "{'a':1,'b':1,'c':1,'d':1}", "{'a':2,'b':2,'c':1,'d':5}",
    "{'a':3,'b':1,'c':3,'d':5}", "a,b,c,d",
    "{'outcome':'server','doc':{'a':3,'b':1,'c':3,'d':5},'fields':{"
    "'a':{'value':3,'source':'server','reason':'server_wins','lost':[2]},"
    "'b':{'value':1,'source':'server','reason':'server_wins','lost':[2]},"
    "'c':{'value':3,'source':'server','reason':'one_side_changed','lost':[]},"
    "'d':{'value':5,'source':'both','reason':'same_change','lost':[]}},"
    "'notices':[{'type':'overwritten','field':'a'},{'type':'overwritten','field':'b'}]}" },
  { "server-wins/exception-clash", "Clock In Record", "", NULL, "{'notes':'a','x':1}", "{'notes':'b','x':1}",
    "{'notes':'c','x':2}", "notes,x",
    "{'outcome':'merged','doc':{'notes':'b','x':2},'fields':{'notes':{'value':'b','source':'mine',"
    "'reason':'exception_field','lost':['c']}}}" },
  { "server-wins/exception-one-side", "Clock In Record", "", NULL, "{'notes':'a','x':1}", "{'notes':'b','x':2}",
    "{'notes':'a','x':3}", "notes,x",
    "{'fields':{'notes':{'value':'b','source':'mine','reason':'one_side_changed','lost':[]},"
    "'x':{'value':3,'reason':'server_wins','lost':[2]}}}" },
  { "server-wins/lost-null", "Geofence", "", NULL, "{'a':1}", "{}", "{'a':2}", "a",
    "{'fields':{'a':{'value':2,'mine':null,'lost':[null]}}}" },
  { "server-wins/lists-are-literal", "Geofence", "", NULL, "{'photos':['a']}", "{'photos':['a','m']}",
    "{'photos':['a','s']}", "photos",
    "{'doc':{'photos':['a','s']},'fields':{'photos':{'reason':'server_wins','lost':[['a','m']]}}}" },
  { "server-wins/groups-do-not-act", "Clock In Record", "", NULL, "{'in_time':1,'out_time':1}",
    "{'in_time':2,'out_time':1}", "{'in_time':1,'out_time':2}", "in_time,out_time",
    "{'fields':{'in_time':{'reason':'server_wins'},'out_time':{'reason':'one_side_changed'}}}" },
  { "client-wins/both", "Notification", "", NULL, "{'a':1,'b':1,'c':1}", "{'a':2,'b':2,'c':1}", "{'a':3,'b':1,'c':3}",
    "a,b,c",
    "{'outcome':'mine','doc':{'a':2,'b':2,'c':1},'fields':{"
    "'a':{'value':2,'source':'mine','reason':'client_wins','lost':[3]},"
    "'b':{'value':2,'source':'mine','reason':'one_side_changed','lost':[]},"
    "'c':{'value':1,'source':'mine','reason':'client_wins','lost':[3]}},'notices':[]}" },
  { "client-wins/exception-is-the-servers", "Thing", "", RULE ("client_wins", ",'exception_fields':['e']"),
    "{'e':1,'a':1}", "{'e':2,'a':2}", "{'e':3,'a':3}", "e,a",
    "{'outcome':'merged','doc':{'e':3,'a':2},'fields':{'e':{'source':'server','reason':'exception_field',"
    "'lost':[2]}}}" },

  /* last_write_wins. */
  { "last-write/mine-later", "Thing", "--mine-ts=2026-11-24T10:00:01Z", RULE ("last_write_wins", ""),
    "{'a':1,'b':1,'c':1}", "{'a':2,'b':2,'c':1}", "{" AT_TEN ",'a':3,'b':1,'c':3}", "a,b,c",
    "{'outcome':'mine','doc':{'a':2,'b':2,'c':1},'fields':{'a':{'source':'mine','reason':'last_write_wins',"
    "'lost':[3]},'b':{'reason':'one_side_changed'},'c':{'value':1,'source':'mine','reason':'last_write_wins',"
    "'lost':[3]}}}" },
  { "last-write/tie-is-the-servers", "Thing", "--mine-ts=2026-11-24T10:00:00Z", RULE ("last_write_wins", ""),
    "{'a':1}", "{'a':2}", "{" AT_TEN ",'a':3}", "a",
    "{'outcome':'server','fields':{'a':{'reason':'last_write_wins','lost':[2]}}}" },
  { "last-write/time-missing", "Thing", "", RULE ("last_write_wins", ""), "{'a':1}", "{'a':2}",
    "{" AT_TEN ",'a':3}", "a", "{'outcome':'server'}" },
  { "last-write/server-time-missing", "Thing", "--mine-ts=2026-11-24T10:00:00Z", RULE ("last_write_wins", ""),
    "{'a':1}", "{'a':2}", "{'a':3}", "a", "{'outcome':'server'}" },
  { "last-write/skew-against-mine", "Thing", "--mine-ts=2026-11-24T10:00:01Z --skew=1000",
    RULE ("last_write_wins", ""), "{'a':1}", "{'a':2}", "{" AT_TEN ",'a':3}", "a", "{'outcome':'server'}" },
  { "last-write/skew-for-mine", "Thing", "--mine-ts=2026-11-24T09:59:59.500Z --skew=-501",
    RULE ("last_write_wins", ""), "{'a':1}", "{'a':2}", "{" AT_TEN ",'a':3}", "a", "{'outcome':'mine'}" },
  { "last-write/offset", "Thing", "--mine-ts=2026-11-24T15:00:01+05:00", RULE ("last_write_wins", ""),
    "{'a':1}", "{'a':2}", "{" AT_TEN ",'a':3}", "a", "{'outcome':'mine'}" },

  /* field_level, list by list. */
  { "level/server", "Thing", "", LEVEL, "{'s':1}", "{'s':2}", "{'s':3}", "s",
    "{'fields':{'s':{'value':3,'source':'server','reason':'server_wins_field','lost':[2]}},"
    "'notices':[{'type':'overwritten','field':'s'}]}" },
  { "level/client", "Thing", "", LEVEL, "{'c':1}", "{'c':2}", "{'c':3}", "c",
    "{'fields':{'c':{'value':2,'source':'mine','reason':'client_wins_field','lost':[3]}},'notices':[]}" },
  { "level/last-write-mine", "Thing", "--mine-ts=2026-11-24T11:00:00Z", LEVEL, "{'l':1}", "{'l':2}",
    "{" AT_TEN ",'l':3}", "l", "{'fields':{'l':{'value':2,'source':'mine','reason':'last_write_wins_field',"
    "'lost':[3]}}}" },
  { "level/last-write-tie", "Thing", "--mine-ts=2026-11-24T10:00:00Z", LEVEL, "{'l':1}", "{'l':2}",
    "{" AT_TEN ",'l':3}", "l", "{'fields':{'l':{'value':3,'source':'server','reason':'last_write_wins_field'}}}" },
  { "level/manual-makes-the-whole-manual", "Thing", "", LEVEL, "{'m':1,'s':1,'a':1}", "{'m':2,'s':2,'a':2}",
    "{'m':3,'s':3,'a':1}", "m,s,a",
    "{'outcome':'manual','needs_manual':true,'doc':{'m':3,'s':3,'a':2},'fields':{"
    "'m':{'value':3,'source':'manual','reason':'manual_resolve_field','lost':[]},"
    "'s':{'source':'server','reason':'server_wins_field','lost':[2]},"
    "'a':{'source':'mine','reason':'one_side_changed'}}}" },
  { "level/manual-one-side", "Thing", "", LEVEL, "{'m':1,'s':1}", "{'m':2,'s':1}", "{'m':1,'s':3}", "m,s",
    "{'outcome':'merged','fields':{'m':{'source':'mine','reason':'one_side_changed'}}}" },
  { "level/text-clean", "Thing", "", LEVEL, "{'t':'a\\nb\\nc'}", "{'t':'A\\nb\\nc'}", "{'t':'a\\nb\\nC'}", "t",
    "{'outcome':'merged','fields':{'t':{'value':'A\\nb\\nC','source':'merged','reason':'auto_merge_field',"
    "'lost':[]}}}" },
  { "level/text-not-clean", "Thing", "", LEVEL, "{'t':'a'}", "{'t':'b'}", "{'t':'c'}", "t",
    "{'outcome':'manual','fields':{'t':{'value':'c','source':'manual','reason':'auto_merge_field','lost':[]}}}" },
  { "level/exception", "Thing", "", LEVEL, "{'e':1}", "{'e':2}", "{'e':3}", "e",
    "{'fields':{'e':{'value':2,'source':'mine','reason':'exception_field','lost':[3]}}}" },
  { "level/unlisted", "Thing", "", LEVEL, "{'x':1}", "{'x':2}", "{'x':3}", "x",
    "{'fields':{'x':{'value':3,'source':'server','reason':'unlisted_field','lost':[2]}}}" },
  { "level/one-side-keeps-its-change", "Thing", "", LEVEL, "{'s':1,'c':1}", "{'s':2,'c':1}", "{'s':1,'c':3}", "s,c",
    "{'outcome':'merged','doc':{'s':2,'c':3},'fields':{'s':{'source':'mine','reason':'one_side_changed','lost':[]},"
    "'c':{'source':'server','reason':'one_side_changed','lost':[]}}}" },
  { "level/same-change-first", "Thing", "", LEVEL, "{'m':1,'a':1,'b':1}", "{'m':2,'a':2,'b':1}",
    "{'m':2,'a':1,'b':2}", "m,a,b", "{'outcome':'merged','fields':{'m':{'source':'both','reason':'same_change'}}}" },
  { "level/nested-value-is-one", "Thing", "", LEVEL, "{'x':{'p':1,'q':1}}", "{'x':{'p':2,'q':1}}",
    "{'x':{'p':1,'q':2}}", "x", "{'fields':{'x':{'value':{'p':1,'q':2},'lost':[{'p':2,'q':1}]}}}" },
  { "level/task-lists", "Task", "", NULL, "{'status':1,'notes':1,'due_date':1}",
    "{'status':2,'notes':2,'due_date':2}", "{'status':3,'notes':3,'due_date':3}", "status,notes,due_date",
    "{'doc':{'status':3,'notes':2,'due_date':3}}" },
  { "level/both-spellings", "Dispatch Job", "", NULL, "{'technician_notes':1,'completion_notes':1}",
    "{'technician_notes':2,'completion_notes':2}", "{'technician_notes':3,'completion_notes':3}",
    "technician_notes,completion_notes", "{'outcome':'mine'}" },
  { "level/signature", "Form Submission", "", NULL, "{'signature':'a','field_values':{'x':1}}",
    "{'signature':'b','field_values':{'x':2}}", "{'signature':'c','field_values':{'x':3}}",
    "signature,field_values",
    "{'outcome':'manual','doc':{'signature':'c','field_values':{'x':2}},'fields':{'signature':{'source':'manual',"
    "'reason':'manual_resolve_field'}},'notices':[{'type':'pending_signature_review','field':'signature'}]}" },
  { "level/signature-of-one-side", "Form Submission", "", NULL, "{'signature':'a','x':1}", "{'signature':'b','x':1}",
    "{'signature':'a','x':2}", "signature,x", "{'outcome':'merged','notices':[]}" },
  { "level/order-of-keys", "Thing", "", LEVEL, "{'z':0}", "{'n2':2,'a':1,'n1':1}", "{'b':1,'a':1}", "b,a,n2,n1,z",
    "{'outcome':'merged'}" },

  /* manual_resolve. */
  { "manual/both-changed-asks", "Appointment", "", NULL, "{'customer':'a','x':1}", "{'customer':'b','x':1}",
    "{'customer':'c','x':2}", "customer,x",
    "{'outcome':'manual','needs_manual':true,'doc':{'customer':'c','x':2},'fields':{"
    "'customer':{'value':'c','source':'manual','reason':'manual_resolve','mine':'b','lost':[]},"
    "'x':{'value':2,'source':'server','reason':'one_side_changed','lost':[]}},"
    "'notices':[{'type':'data_divergence'}]}" },
  { "manual/asks-even-when-they-do-not-meet", "Thing", "", MANUAL, "{'a':1,'b':1}", "{'a':2,'b':1}", "{'a':1,'b':2}",
    "a,b", "{'outcome':'manual','doc':{'a':2,'b':2},'fields':{'a':{'source':'mine','reason':'one_side_changed'},"
    "'b':{'source':'server','reason':'one_side_changed'}}}" },
  { "manual/mine-all-auto", "Thing", "", MANUAL, "{'t':'a','b':1}", "{'t':'x','b':1}", "{'t':'a','b':2}", "t,b",
    "{'outcome':'merged','needs_manual':false,'doc':{'t':'x','b':2}}" },
  { "manual/server-all-auto", "Thing", "", MANUAL, "{'t':'a','b':1}", "{'t':'a','b':2}", "{'t':'x','b':1}", "t,b",
    "{'outcome':'merged','doc':{'t':'x','b':2}}" },
  { "manual/auto-clash-merges", "Thing", "", MANUAL, "{'t':'one two','b':1}", "{'t':'ONE two','b':2}",
    "{'t':'one TWO','b':1}", "t,b", "{'outcome':'merged','doc':{'t':'ONE TWO','b':2},'fields':{'t':{"
    "'source':'merged','reason':'auto_merge_field','lost':[]}}}" },
  { "manual/auto-clash-not-clean-asks", "Thing", "", MANUAL, "{'t':'a','b':1}", "{'t':'b','b':2}", "{'t':'c','b':1}",
    "t,b", "{'outcome':'manual','doc':{'t':'c','b':2},'fields':{'t':{'value':'c','source':'manual',"
    "'reason':'auto_merge_field','lost':[]},'b':{'source':'mine','reason':'one_side_changed'}}}" },
  { "manual/same-change-left-out", "Thing", "", MANUAL, "{'a':1,'t':'a','b':1}", "{'a':2,'t':'b','b':1}",
    "{'a':2,'t':'a','b':2}", "a,t,b", "{'outcome':'merged','fields':{'a':{'source':'both'}}}" },
  { "manual/proposal-merges-text", "Thing", "", MANUAL, "{'t':'a b','x':1}", "{'t':'A b','x':2}", "{'t':'a B','x':3}",
    "t,x", "{'outcome':'manual','doc':{'t':'A B','x':3},'fields':{'t':{'source':'merged',"
    "'reason':'auto_merge_field'},'x':{'source':'manual','reason':'manual_resolve'}}}" },
  { "manual/proposal-text-not-clean", "Thing", "", MANUAL, "{'t':'a','x':1}", "{'t':'b','x':2}", "{'t':'c','x':3}",
    "t,x", "{'outcome':'manual','fields':{'t':{'value':'c','source':'manual','reason':'auto_merge_field'}}}" },
  { "manual/listed-manual-field", "Thing", "", MANUAL, "{'m':1,'x':1}", "{'m':2,'x':2}", "{'m':3,'x':1}", "m,x",
    "{'fields':{'m':{'source':'manual','reason':'manual_resolve_field'},'x':{'source':'mine'}}}" },
  { "manual/proposes-the-union-of-attachments", "Appointment", "", NULL, "{'images':['a'],'x':1}",
    "{'images':['a','m'],'x':2}", "{'images':['a','s'],'x':3}", "images,x",
    "{'outcome':'manual','doc':{'images':['a','s','m']},'fields':{'images':{'source':'merged',"
    "'reason':'child_union'}}}" },
  { "manual/no-base", "Appointment", "", NULL, NULL, "{'customer':'a','notes':'x'}", "{'customer':'b','notes':'x'}",
    "customer", "{'outcome':'manual'}" },
  { "manual/no-base-text-is-not-clean", "Calendar Event", "", NULL, NULL, "{'notes':'x'}", "{'notes':'y'}", "notes",
    "{'outcome':'manual','fields':{'notes':{'source':'manual','reason':'auto_merge_field'}}}" },
  { "manual/group-in-the-proposal", "Appointment", "", NULL,
    "{'scheduled_date':'2026-11-24','scheduled_time':'10:00','duration_minutes':60,'end_time':'11:00'}",
    "{'scheduled_date':'2026-11-24','scheduled_time':'12:00','duration_minutes':60,'end_time':'13:00'}",
    "{'scheduled_date':'2026-11-25','scheduled_time':'10:00','duration_minutes':60,'end_time':'11:00'}",
    "scheduled_date,scheduled_time,end_time",
    "{'outcome':'manual','doc':{'scheduled_date':'2026-11-25','scheduled_time':'10:00','end_time':'11:00'},"
    "'fields':{'scheduled_date':{'value':'2026-11-25','source':'manual','reason':'group','lost':[]},"
    "'scheduled_time':{'value':'10:00','source':'manual','reason':'group','lost':[]},"
    "'end_time':{'source':'manual','reason':'group','lost':[]}},'notices':[{'type':'data_divergence'}]}" },
  { "manual/group-of-one-side", "Appointment", "", NULL, "{'scheduled_time':'10:00','end_time':'11:00','x':1}",
    "{'scheduled_time':'12:00','end_time':'13:00','x':1}", "{'scheduled_time':'10:00','end_time':'11:00','x':2}",
    "scheduled_time,end_time,x", "{'outcome':'manual','fields':{'scheduled_time':{'source':'mine',"
    "'reason':'one_side_changed'},'end_time':{'source':'mine','reason':'one_side_changed'}}}" },
  { "manual/overlap", "Appointment", "", NULL,
    "{'scheduled_date':'2026-11-24','scheduled_time':'09:00','duration_minutes':60}",
    "{'scheduled_date':'2026-11-24','scheduled_time':'10:00','duration_minutes':60}",
    "{'scheduled_date':'2026-11-24','scheduled_time':'10:59','duration_minutes':60}", "scheduled_time",
    "{'notices':[{'type':'time_overlap','field':'scheduled_time'}]}" },
  { "manual/no-overlap-end-to-start", "Appointment", "", NULL,
    "{'appointment_date':'2026-11-24','appointment_time':'09:00','duration':60}",
    "{'appointment_date':'2026-11-24','appointment_time':'10:00','duration':60}",
    "{'appointment_date':'2026-11-24','appointment_time':'11:00','duration':60}", "appointment_time",
    "{'notices':[{'type':'data_divergence'}]}" },
  { "manual/overlap-past-midnight", "Appointment", "", NULL,
    "{'scheduled_date':'2026-11-24','scheduled_time':'20:00','end_time':'21:00'}",
    "{'scheduled_date':'2026-11-24','scheduled_time':'23:00','end_time':'01:00'}",
    "{'scheduled_date':'2026-11-25','scheduled_time':'00:30','end_time':'02:00'}", NULL,
    "{'notices':[{'type':'time_overlap','field':'scheduled_time'}]}" },

  /* version_all. */
  { "version/branch", "Vault Document", "--now=2026-11-25T08:09:10.9Z", NULL, "{'name':'V1','a':1,'b':1,'d':1}",
    "{'name':'V1','modified':'x','a':2,'b':1,'d':4}", "{'name':'V1','a':3,'b':2,'d':4}", "a,b,d",
    "{'outcome':'branch','needs_manual':false,'doc':{'name':'V1','a':3,'b':2},"
    "'branch':{'name':'V1_conflict_20261125T080910Z','doc':{'name':'V1_conflict_20261125T080910Z','modified':'x',"
    "'a':2,'b':1,'d':4}},'fields':{'a':{'value':3,'source':'server','reason':'version_all','lost':[]},"
    "'d':{'source':'both','reason':'same_change'}},"
    "'notices':[{'type':'branch_created','name':'V1_conflict_20261125T080910Z'}]}" },
  { "version/now-is-the-servers-time", "Vault Document", "", NULL, "{'a':1}", "{'a':2}",
    "{'name':'V','modified':'2026-11-24 10:00:00.123456','a':3}", "a",
    "{'branch':{'name':'V_conflict_20261124T100000Z','doc':{'name':'V_conflict_20261124T100000Z','a':2}}}" },
  { "version/only-mine", "Vault Document", "", NULL, "{'a':1}", "{'a':2}", "{'a':1}", "a",
    "{'outcome':'mine','branch':null}" },

  /* Groups under field_level. */
  { "group/server-wins-the-first", "Dispatch Job", "", NULL, "{'status':'Assigned','assigned_to':'A'}",
    "{'status':'En Route','assigned_to':'A'}", "{'status':'Assigned','assigned_to':'B'}", "status,assigned_to",
    "{'outcome':'server','doc':{'status':'Assigned','assigned_to':'B'},'fields':{"
    "'status':{'value':'Assigned','source':'server','reason':'group','lost':['En Route']},"
    "'assigned_to':{'value':'B','source':'server','reason':'group','lost':[]}},"
    "'notices':[{'type':'overwritten','field':'status'},{'type':'assignment_changed','from':'A','to':'B'}]}" },
  { "group/one-field-alone-in-clash", "Dispatch Job", "", NULL, "{'status':'a'}", "{'status':'b'}", "{'status':'c'}",
    "status", "{'fields':{'status':{'value':'c','reason':'group','lost':['b']}}}" },
  { "group/one-side-touched-it", "Dispatch Job", "", NULL, "{'scheduled_date':1,'scheduled_start':1,'title':1}",
    "{'scheduled_date':2,'scheduled_start':2,'title':1}", "{'scheduled_date':1,'scheduled_start':1,'title':2}",
    "scheduled_date,scheduled_start,title", "{'outcome':'merged','doc':{'scheduled_date':2,'scheduled_start':2},"
    "'fields':{'scheduled_date':{'source':'mine','reason':'one_side_changed'}}}" },
  { "group/same-on-both", "Dispatch Job", "", NULL, "{'status':1,'assigned_to':1,'x':1,'y':1}",
    "{'status':2,'assigned_to':2,'x':2,'y':1}", "{'status':2,'assigned_to':2,'x':1,'y':2}",
    "status,assigned_to,x,y", "{'fields':{'status':{'source':'both','reason':'same_change'},"
    "'assigned_to':{'source':'both','reason':'same_change'}}}" },
  { "group/same-change-and-another", "Dispatch Job", "", NULL, "{'status':1,'assigned_to':1}",
    "{'status':2,'assigned_to':2}", "{'status':2,'assigned_to':1}", "status,assigned_to",
    "{'outcome':'server','fields':{'status':{'source':'both','reason':'same_change'},"
    "'assigned_to':{'value':1,'source':'server','reason':'group','lost':[2]}}}" },
  { "group/client-wins-the-first", "Thing", "",
    RULE ("field_level", ",'client_wins_fields':['c'],'server_wins_fields':['s'],'groups':[['c','s']]"),
    "{'s':1,'c':1}", "{'s':1,'c':2}", "{'s':3,'c':1}", "s,c",
    "{'outcome':'mine','doc':{'s':1,'c':2},'fields':{'s':{'value':1,'source':'mine','reason':'group','lost':[3]},"
    "'c':{'source':'mine','reason':'group','lost':[]}}}" },
  { "group/first-that-changed", "Thing", "",
    RULE ("field_level", ",'client_wins_fields':['c'],'server_wins_fields':['s'],'groups':[['s','c']]"),
    "{'s':1,'c':1}", "{'s':1,'c':2}", "{'s':1,'c':3}", "c", "{'doc':{'c':2}}" },
  { "group/unlisted-is-the-servers", "Thing", "", RULE ("field_level", ",'groups':[['a','b']]"),
    "{'a':1,'b':1}", "{'a':2,'b':1}", "{'a':1,'b':2}", "a,b", "{'outcome':'server','doc':{'a':1,'b':2}}" },
  { "group/last-write", "Thing", "--mine-ts=2026-11-24T11:00:00Z",
    RULE ("field_level", ",'last_write_wins_fields':['a'],'groups':[['a','b']]"),
    "{'a':1,'b':1}", "{'a':2,'b':1}", "{" AT_TEN ",'a':1,'b':2}", "a,b", "{'outcome':'mine'}" },
  { "group/a-manual-field-asks", "Thing", "", RULE ("field_level", ",'manual_resolve_fields':['b'],'groups':[['a','b']]"),
    "{'a':1,'b':1}", "{'a':2,'b':2}", "{'a':1,'b':3}", "a,b",
    "{'outcome':'manual','doc':{'a':1,'b':3},'fields':{'a':{'source':'manual','reason':'group','lost':[]}}}" },

  /* Tables. */
  { "table/row-metadata-does-not-count", "Task", "", NULL, NULL,
    "{'rows':[{'name':'x','idx':1,'parent':'p','parentfield':'f','parenttype':'t','modified':'1','a':1}]}",
    "{'rows':[{'name':'y','idx':2,'parent':'q','parentfield':'g','parenttype':'u','modified':'2','a':1}]}", "",
    "{'outcome':'unchanged'}" },
  { "table/order-counts", "Task", "", NULL, "{'rows':[{'a':1},{'a':2}]}", "{'rows':[{'a':2},{'a':1}]}",
    "{'rows':[{'a':1},{'a':2}]}", "rows", "{'outcome':'mine'}" },
  { "table/order-does-not-count-with-a-union", "Dispatch Job", "", NULL,
    "{'parts_used':[{'item_code':'A','qty':1},{'item_code':'B','qty':1}]}",
    "{'parts_used':[{'item_code':'B','qty':1},{'item_code':'A','qty':1}]}",
    "{'parts_used':[{'item_code':'A','qty':1},{'item_code':'B','qty':1}]}", "", "{'outcome':'unchanged'}" },
  { "table/mixed-array-is-a-value", "Task", "", NULL, NULL, "{'rows':[1,{'name':'x'}]}", "{'rows':[1,{'name':'y'}]}",
    "rows", "{'outcome':'server'}" },
  { "table/only-top-level", "Task", "", NULL, NULL, "{'x':{'rows':[{'name':'x'}]}}", "{'x':{'rows':[{'name':'y'}]}}",
    "x", "{'outcome':'server'}" },
  { "table/matched-rows-carry-the-servers-metadata", "Task", "", NULL, "{'rows':[{'name':'r','idx':1,'a':1}]}",
    "{'rows':[{'name':'local-1','idx':1,'a':9},{'name':'r','idx':2,'modified':'old','a':2}]}",
    "{'rows':[{'name':'r','idx':1,'modified':'new','a':1}]}", "rows",
    "{'outcome':'mine','doc':{'rows':[{'name':'local-1','a':9},{'name':'r','idx':1,'modified':'new','a':2}]}}" },
  { "table/matched-by-value", "Task", "", NULL, "{'rows':[{'a':1}]}", "{'rows':[{'a':1},{'a':2}]}",
    "{'rows':[{'name':'r','idx':1,'a':1}]}", "rows",
    "{'outcome':'mine','doc':{'rows':[{'name':'r','idx':1,'a':1},{'a':2}]}}" },
  { "table/unlisted-clash", "Task", "", NULL, "{'rows':[]}", "{'rows':[{'a':1}]}", "{'rows':[{'a':2}]}", "rows",
    "{'outcome':'server','fields':{'rows':{'reason':'unlisted_field','lost':[[{'a':1}]]}}}" },

  /* parts_used. */
  { "parts/one-side-whole", "Dispatch Job", "", NULL, "{'parts_used':[{'item_code':'A','qty':1}],'x':1}",
    "{'parts_used':[],'x':1}", "{'parts_used':[{'item_code':'A','qty':1}],'x':2}", "parts_used,x",
    "{'doc':{'parts_used':[]},'fields':{'parts_used':{'source':'mine','reason':'one_side_changed'}}}" },
  { "parts/sum-of-changes", "Dispatch Job", "", NULL, "{'parts_used':[{'item_code':'A','qty':2}]}",
    "{'parts_used':[{'item_code':'A','qty':5}]}", "{'parts_used':[{'item_code':'A','qty':3}]}", "parts_used",
    "{'outcome':'merged','doc':{'parts_used':[{'item_code':'A','qty':6}]},'fields':{'parts_used':{"
    "'source':'merged','reason':'child_union','lost':[]}}}" },
  { "parts/decimals", "Dispatch Job", "", NULL, "{'parts_used':[{'item_code':'A','qty':1}]}",
    "{'parts_used':[{'item_code':'A','qty':1.5}]}", "{'parts_used':[{'item_code':'A','qty':1.2}]}", "parts_used",
    "{'doc':{'parts_used':[{'item_code':'A','qty':1.7}]}}" },
  { "parts/never-below-0", "Dispatch Job", "", NULL, "{'parts_used':[{'item_code':'A','qty':3}]}",
    "{'parts_used':[{'item_code':'A','qty':1}]}", "{'parts_used':[{'item_code':'A','qty':0}]}", "parts_used",
    "{'doc':{'parts_used':[{'item_code':'A','qty':0}]}}" },
  { "parts/missing-counts-0", "Dispatch Job", "", NULL, "{'parts_used':[{'item_code':'A'}]}",
    "{'parts_used':[{'item_code':'A','qty':2}]}", "{'parts_used':[{'item_code':'A','qty':3}]}", "parts_used",
    "{'doc':{'parts_used':[{'item_code':'A','qty':5}]}}" },
  { "parts/equal-changes-sum-as-well", "Dispatch Job", "", NULL, "{'parts_used':[{'item_code':'A','qty':1}]}",
    "{'parts_used':[{'item_code':'A','qty':2}]}", "{'parts_used':[{'item_code':'A','qty':2},{'item_code':'B','qty':1}]}",
    "parts_used", "{'doc':{'parts_used':[{'item_code':'A','qty':3},{'item_code':'B','qty':1}]}}" },
  { "parts/equal-lists-are-the-same-change", "Dispatch Job", "", NULL, "{'parts_used':[{'item_code':'A','qty':1}]}",
    "{'parts_used':[{'item_code':'A','qty':2}]}", "{'parts_used':[{'item_code':'A','qty':2}]}", "parts_used",
    "{'outcome':'unchanged','doc':{'parts_used':[{'item_code':'A','qty':2}]}}" },
  { "parts/both-added", "Dispatch Job", "", NULL, "{'parts_used':[]}", "{'parts_used':[{'item_code':'A','qty':2}]}",
    "{'parts_used':[{'item_code':'A','qty':2,'x':1}]}", "parts_used",
    "{'doc':{'parts_used':[{'item_code':'A','qty':4,'x':1}]}}" },
  { "parts/no-base-equal-qty-counts-once", "Dispatch Job", "", NULL, NULL,
    "{'parts_used':[{'item_code':'A','qty':2},{'item_code':'B','qty':1}]}",
    "{'parts_used':[{'item_code':'A','qty':2},{'item_code':'B','qty':4}]}", "parts_used",
    "{'doc':{'parts_used':[{'item_code':'A','qty':2},{'item_code':'B','qty':5}]}}" },
  { "parts/order", "Dispatch Job", "", NULL, "{'parts_used':[]}",
    "{'parts_used':[{'item_code':'M','qty':1,'idx':1,'name':'m'},{'item_code':'A','qty':1}]}",
    "{'parts_used':[{'item_code':'S','qty':1},{'item_code':'A','qty':1}]}", "parts_used",
    "{'doc':{'parts_used':[{'item_code':'S','qty':1},{'item_code':'A','qty':2},{'item_code':'M','qty':1,'name':'m'}]}}" },
  { "parts/same-code-in-one-list", "Dispatch Job", "", NULL, "{'parts_used':[{'item_code':'A','qty':1}]}",
    "{'parts_used':[{'item_code':'A','qty':1},{'item_code':'B','qty':1},{'item_code':'A','qty':2}]}",
    "{'parts_used':[{'item_code':'A','qty':2}]}", "parts_used",
    "{'doc':{'parts_used':[{'item_code':'A','qty':4},{'item_code':'B','qty':1}]}}" },
  { "parts/other-columns-three-way", "Dispatch Job", "", NULL,
    "{'parts_used':[{'item_code':'A','qty':1,'m':1,'s':1,'b':1}]}",
    "{'parts_used':[{'item_code':'A','qty':1,'m':2,'s':1,'b':2}]}",
    "{'parts_used':[{'item_code':'A','qty':1,'m':1,'s':2,'b':3}]}", "parts_used",
    "{'doc':{'parts_used':[{'item_code':'A','qty':1,'m':2,'s':2,'b':3}]},"
    "'fields':{'parts_used':{'lost':[{'item_code':'A','qty':1,'m':2,'s':1,'b':2}]}}}" },
  { "parts/removed-by-the-server-stays", "Dispatch Job", "", NULL,
    "{'parts_used':[{'item_code':'A','qty':1},{'item_code':'B','qty':1}]}",
    "{'parts_used':[{'item_code':'A','qty':3},{'item_code':'B','qty':2}]}", "{'parts_used':[{'item_code':'B','qty':1}]}",
    "parts_used", "{'doc':{'parts_used':[{'item_code':'B','qty':2},{'item_code':'A','qty':3}]}}" },
  { "parts/removed-by-mine-stays", "Dispatch Job", "", NULL,
    "{'parts_used':[{'item_code':'A','qty':1},{'item_code':'B','qty':1}]}", "{'parts_used':[{'item_code':'B','qty':1}]}",
    "{'parts_used':[{'item_code':'A','qty':4},{'item_code':'B','qty':1}]}", "parts_used",
    "{'doc':{'parts_used':[{'item_code':'A','qty':4},{'item_code':'B','qty':1}]}}" },
  { "parts/removed-by-both-goes", "Dispatch Job", "", NULL,
    "{'parts_used':[{'item_code':'A','qty':1},{'item_code':'B','qty':1}]}", "{'parts_used':[{'item_code':'B','qty':2}]}",
    "{'parts_used':[{'item_code':'B','qty':3}]}", "parts_used",
    "{'doc':{'parts_used':[{'item_code':'B','qty':4}]}}" },

  /* Attachments. */
  { "attachments/scalars", "Dispatch Job", "", NULL, "{'completion_photos':['a']}", "{'completion_photos':['m','a']}",
    "{'completion_photos':['a','s']}", "completion_photos",
    "{'outcome':'merged','doc':{'completion_photos':['a','s','m']},'fields':{'completion_photos':{'source':'merged',"
    "'reason':'child_union','lost':[]}}}" },
  { "attachments/rows-by-name", "Ticket", "", NULL, "{'attachments':[{'name':'a','file':1}]}",
    "{'attachments':[{'name':'a','file':1},{'name':'m','idx':2,'file':2}]}",
    "{'attachments':[{'name':'a','file':1},{'name':'s','idx':2,'file':3}]}", "attachments",
    "{'doc':{'attachments':[{'name':'a','file':1},{'name':'s','idx':2,'file':3},{'name':'m','file':2}]}}" },
  { "attachments/whatever-list", "Thing", "", RULE ("field_level", ",'server_wins_fields':['images']"),
    "{'images':[]}", "{'images':['m']}", "{'images':['s']}", "images", "{'doc':{'images':['s','m']}}" },
  { "attachments/one-side", "Ticket", "", NULL, "{'attachments':['a'],'x':1}", "{'attachments':[],'x':1}",
    "{'attachments':['a'],'x':2}", "attachments,x", "{'doc':{'attachments':[]}}" },
  { "attachments/removed-by-one-stays", "Ticket", "", NULL, "{'attachments':['a','b','c']}",
    "{'attachments':['b','m']}", "{'attachments':['c','s']}", "attachments",
    "{'doc':{'attachments':['c','s','b','m']}}" },
  { "attachments/not-a-list", "Ticket", "", NULL, "{'attachments':'a'}", "{'attachments':'b'}", "{'attachments':'c'}",
    "attachments", "{'fields':{'attachments':{'reason':'client_wins_field','value':'b'}}}" },

  /* append_only. */
  { "append/messages", "Conversation", "", NULL,
    "{'messages':[{'name':'1','message_id':'a','timestamp':'2026-11-24 10:00:00','text':'A'}],'message_count':1}",
    "{'messages':[{'name':'1','message_id':'a','timestamp':'2026-11-24 10:00:00','text':'A'},"
    "{'message_id':'m','timestamp':'2026-11-24 10:01:00','text':'M'}],'message_count':2}",
    "{'messages':[{'name':'1','message_id':'a','timestamp':'2026-11-24 10:00:00','text':'A'},"
    "{'name':'2','message_id':'s','timestamp':'2026-11-24 10:02:00','text':'S'}],'message_count':2}",
    "messages,message_count",
    "{'outcome':'merged','doc':{'messages':["
    "{'name':'1','message_id':'a','timestamp':'2026-11-24 10:00:00','text':'A'},"
    "{'message_id':'m','timestamp':'2026-11-24 10:01:00','text':'M'},"
    "{'name':'2','message_id':'s','timestamp':'2026-11-24 10:02:00','text':'S'}],'message_count':3},"
    "'fields':{'messages':{'source':'merged','reason':'child_union','lost':[]},"
    "'message_count':{'value':3,'source':'merged','reason':'child_union','lost':[]}}}" },
  { "append/no-count-where-none-was", "Conversation", "", NULL, "{'messages':[]}", "{'messages':[{'message_id':'a'}]}",
    "{'messages':[{'message_id':'b'}]}", "messages", "{'doc':{'message_count':null}}" },
  { "append/count-of-one-sides-messages", "Conversation", "", NULL, "{'messages':[],'message_count':0,'x':1}",
    "{'messages':[{'message_id':'a'}],'message_count':0,'x':1}", "{'messages':[],'message_count':0,'x':2}",
    "messages,message_count,x", "{'doc':{'messages':[{'message_id':'a'}],'message_count':1,'x':2}}" },
  { "append/count-the-same-on-all", "Conversation", "", NULL, "{'messages':[],'message_count':2}",
    "{'messages':[{'message_id':'a'},{'message_id':'b'}],'message_count':2}",
    "{'messages':[{'message_id':'c'}],'message_count':2}", "messages,message_count",
    "{'doc':{'message_count':3},'fields':{'message_count':{'value':3,'source':'merged','reason':'child_union'}}}" },
  { "append/count-in-clash-is-nobodys", "Conversation", "", NULL, "{'messages':[],'message_count':0}",
    "{'messages':[{'message_id':'a'}],'message_count':7}",
    "{'messages':[{'message_id':'a'},{'message_id':'b'}],'message_count':2}", "messages,message_count",
    "{'doc':{'message_count':2},'fields':{'message_count':{'source':'merged','lost':[]}},'notices':[]}" },
  { "append/count-of-a-whole-version", "Conversation", "", NULL, "{'messages':[],'message_count':0}",
    "{'messages':[{'message_id':'a'}],'message_count':0}", "{'messages':[],'message_count':0}", "messages",
    "{'outcome':'mine','doc':{'message_count':0}}" },
  { "append/equal-times-server-first", "Conversation", "", NULL, "{'messages':[]}",
    "{'messages':[{'message_id':'m','timestamp':'2026-11-24 10:00:00'}]}",
    "{'messages':[{'message_id':'s','timestamp':'2026-11-24 10:00:00'}]}", "messages",
    "{'doc':{'messages':[{'message_id':'s','timestamp':'2026-11-24 10:00:00'},"
    "{'message_id':'m','timestamp':'2026-11-24 10:00:00'}]}}" },
  { "append/earlier-mine", "Conversation", "", NULL, "{'messages':[]}",
    "{'messages':[{'name':'l','message_id':'a','timestamp':'2026-11-24 10:00:00','text':'M'}]}",
    "{'messages':[{'name':'7','idx':3,'message_id':'a','timestamp':'2026-11-24 10:00:01','text':'S'}]}", "messages",
    "{'doc':{'messages':[{'name':'7','idx':3,'message_id':'a','timestamp':'2026-11-24 10:00:00','text':'M'}]},"
    "'fields':{'messages':{'lost':[{'name':'7','idx':3,'message_id':'a','timestamp':'2026-11-24 10:00:01',"
    "'text':'S'}]}}}" },
  { "append/earlier-server", "Conversation", "", NULL, "{'messages':[]}",
    "{'messages':[{'message_id':'a','timestamp':'2026-11-24 10:00:01','text':'M'}]}",
    "{'messages':[{'message_id':'a','timestamp':'2026-11-24 10:00:00','text':'S'}]}", "messages",
    "{'doc':{'messages':[{'message_id':'a','timestamp':'2026-11-24 10:00:00','text':'S'}]},"
    "'fields':{'messages':{'lost':[{'message_id':'a','timestamp':'2026-11-24 10:00:01','text':'M'}]}}}" },
  { "append/same-time-fills", "Conversation", "", NULL, "{'messages':[]}",
    "{'messages':[{'message_id':'a','timestamp':'2026-11-24 10:00:00','text':'M','extra':1}]}",
    "{'messages':[{'message_id':'a','timestamp':'2026-11-24T10:00:00','text':null,'s':2}]}", "messages",
    "{'doc':{'messages':[{'message_id':'a','timestamp':'2026-11-24T10:00:00','text':'M','s':2,'extra':1}]}}" },
  { "append/second-key", "Conversation", "", NULL, "{'messages':[]}",
    "{'messages':[{'channel_message_id':'c','timestamp':'2026-11-24 10:00:00'}]}",
    "{'messages':[{'message_id':'a','channel_message_id':'c','timestamp':'2026-11-24 10:00:00'}]}", "messages",
    "{'doc':{'messages':[{'message_id':'a','channel_message_id':'c','timestamp':'2026-11-24 10:00:00'}]}}" },
  { "append/first-key-that-both-have", "Conversation", "", NULL, "{'messages':[]}",
    "{'messages':[{'message_id':'x','channel_message_id':'c'}]}",
    "{'messages':[{'message_id':'y','channel_message_id':'c'}]}", "messages",
    "{'doc':{'messages':[{'message_id':'y','channel_message_id':'c'},{'message_id':'x','channel_message_id':'c'}]}}" },
  { "append/only-added-mine", "Conversation", "", NULL, "{'messages':[{'message_id':'a','name':'1'}]}",
    "{'messages':[{'message_id':'a','name':'1'},{'message_id':'b'}]}", "{'messages':[{'message_id':'a','name':'1'}]}",
    "messages", "{'outcome':'mine','fields':{'messages':{'source':'mine','reason':'one_side_changed','lost':[]}}}" },
  { "append/only-added-server", "Comment", "", NULL, "{'rows':[{'name':'1','a':1}],'x':1}",
    "{'rows':[{'name':'1','a':1}],'x':2}", "{'rows':[{'name':'1','a':1},{'name':'2','a':2}],'x':1}", "rows,x",
    "{'outcome':'merged','doc':{'x':2},'fields':{'rows':{'source':'server','reason':'one_side_changed'}}}" },
  { "append/mine-removed-is-restored", "Comment", "", NULL, "{'rows':[{'name':'1','a':1},{'name':'2','a':2}]}",
    "{'rows':[{'name':'2','a':2}]}", "{'rows':[{'name':'1','a':1},{'name':'2','a':2}]}", "rows",
    "{'outcome':'server','doc':{'rows':[{'name':'1','a':1},{'name':'2','a':2}]},'fields':{'rows':{"
    "'source':'merged','reason':'child_union'}}}" },
  { "append/server-removed-is-restored", "Comment", "", NULL, "{'rows':[{'name':'1','a':1},{'name':'2','a':2}]}",
    "{'rows':[{'name':'1','a':1},{'name':'2','a':2}]}", "{'rows':[{'name':'2','a':2}]}", "rows",
    "{'doc':{'rows':[{'name':'2','a':2},{'name':'1','a':1}]},'fields':{'rows':{'source':'merged',"
    "'reason':'child_union'}}}" },
  { "append/removed-by-both-is-restored", "Comment", "", NULL, "{'rows':[{'name':'1','a':1}]}", "{'rows':[]}",
    "{'rows':[]}", "rows", "{'outcome':'merged','doc':{'rows':[{'name':'1','a':1}]},'fields':{'rows':{"
    "'source':'merged','reason':'child_union'}}}" },
  { "append/server-edit-stands", "Comment", "", NULL, "{'rows':[{'name':'1','a':1}]}", "{'rows':[{'name':'1','a':1}]}",
    "{'rows':[{'name':'1','a':2}]}", "rows", "{'outcome':'server','doc':{'rows':[{'name':'1','a':2}]}}" },
  { "append/mine-edit-is-lost", "Comment", "", NULL, "{'rows':[{'name':'1','a':1}]}", "{'rows':[{'name':'1','a':2}]}",
    "{'rows':[{'name':'1','a':1}]}", "rows",
    "{'outcome':'server','doc':{'rows':[{'name':'1','a':1}]},'fields':{'rows':{'source':'merged',"
    "'reason':'child_union','lost':[{'name':'1','a':2}]}}}" },
  { "append/mine-fills-null", "Comment", "", NULL, "{'rows':[{'name':'1','a':null}]}", "{'rows':[{'name':'1','a':2}]}",
    "{'rows':[{'name':'1','a':null}]}", "rows",
    "{'outcome':'mine','doc':{'rows':[{'name':'1','a':2}]},'fields':{'rows':{'source':'mine','lost':[]}}}" },
  { "append/same-name-other-content", "Comment", "", NULL, "{'rows':[]}", "{'rows':[{'name':'1','a':2}]}",
    "{'rows':[{'name':'1','a':3}]}", "rows",
    "{'doc':{'rows':[{'name':'1','a':3}]},'fields':{'rows':{'lost':[{'name':'1','a':2}]}}}" },
  { "append/scalars-of-a-field", "Comment", "", NULL, "{'content':'a'}", "{'content':'b'}", "{'content':'c'}",
    "content", "{'outcome':'server','fields':{'content':{'reason':'append_only','lost':['b']}},"
    "'notices':[{'type':'overwritten','field':'content'}]}" },
  { "append/alike-without-a-key-are-two", "Conversation", "", NULL, "{'messages':[]}",
    "{'messages':[{'text':'ok'},{'text':'ok'}]}", "{'messages':[{'name':'1','text':'ok'}]}", "messages",
    "{'doc':{'messages':[{'name':'1','text':'ok'},{'text':'ok'}]}}" },
  { "append/segments", "AI Call", "", NULL, "{'transcript_segments':[{'segment_id':1,'start_time':0}]}",
    "{'transcript_segments':[{'segment_id':1,'start_time':0},{'segment_id':3,'start_time':10.5}]}",
    "{'transcript_segments':[{'segment_id':1,'start_time':0},{'segment_id':2,'start_time':9}]}",
    "transcript_segments", "{'doc':{'transcript_segments':[{'segment_id':1,'start_time':0},"
    "{'segment_id':2,'start_time':9},{'segment_id':3,'start_time':10.5}]}}" },
  { "append/segment-content", "AI Call", "", NULL, "{'transcript_segments':[]}",
    "{'transcript_segments':[{'segment_id':1,'start_time':0,'text':'m'}]}",
    "{'transcript_segments':[{'segment_id':1,'start_time':0,'text':'s'}]}", "transcript_segments",
    "{'doc':{'transcript_segments':[{'segment_id':1,'start_time':0,'text':'s'}]},'fields':{'transcript_segments':{"
    "'lost':[{'segment_id':1,'start_time':0,'text':'m'}]}}}" },
  { "append/duplicate-in-mine", "Conversation", "", NULL, "{'messages':[]}",
    "{'messages':[{'message_id':'m','timestamp':'2026-11-24 10:00:01','text':'2'},"
    "{'message_id':'m','timestamp':'2026-11-24 10:00:00','text':'1'}]}",
    "{'messages':[{'message_id':'s','timestamp':'2026-11-24 09:00:00'}]}", "messages",
    "{'doc':{'messages':[{'message_id':'s','timestamp':'2026-11-24 09:00:00'},"
    "{'message_id':'m','timestamp':'2026-11-24 10:00:00','text':'1'}]}}" },

  /* Deletes. */
  { "delete/server-beats-edit", "Ticket", "--server-deleted", NULL, "{'name':'T','a':1,'b':1}",
    "{'name':'T','a':2,'b':1}", "{'name':'T','a':1,'b':3}", "a",
    "{'outcome':'deleted','needs_manual':false,'doc':{'name':'T','a':2,'b':1},'fields':{'a':{'value':null,"
    "'source':'server','reason':'tombstone','lost':[2]}},"
    "'notices':[{'type':'overwritten','field':'a'},{'type':'tombstone'}]}" },
  { "delete/mine-beats-edit", "Ticket", "--mine-deleted", NULL, "{'a':1,'b':1}", "{'a':1,'b':9}", "{'a':2,'b':1}", "a",
    "{'outcome':'deleted','doc':{'a':2,'b':1},'fields':{'a':{'value':null,'source':'mine','reason':'tombstone',"
    "'lost':[2]}},'notices':[{'type':'tombstone'}]}" },
  { "delete/nothing-edited", "Ticket", "--server-deleted", NULL, "{'a':1}", "{'a':1}", "{'a':1}", "",
    "{'outcome':'deleted','notices':[{'type':'tombstone'}]}" },
  { "delete/no-base-differs-is-an-edit", "Ticket", "--server-deleted", NULL, NULL, "{'a':2}", "{'a':1}", "a",
    "{'outcome':'deleted','doc':{'a':2},'fields':{'a':{'lost':[2]}}}" },
  { "delete/no-base-equal", "Appointment", "--server-deleted", NULL, NULL, "{'a':1}", "{'a':1}", "",
    "{'outcome':'deleted'}" },
  { "delete/manual-asks", "Appointment", "--server-deleted", NULL, "{'a':1}", "{'a':2}", "{'a':1}", "a",
    "{'outcome':'manual','needs_manual':true,'doc':{'a':2},'fields':{'a':{'value':2,'source':'manual','lost':[]}},"
    "'notices':[{'type':'data_divergence'}]}" },
  { "delete/manual-mine-against-edit", "Appointment", "--mine-deleted", NULL, "{'a':1}", "{'a':1}", "{'a':3}", "a",
    "{'outcome':'manual','doc':{'a':3},'fields':{'a':{'value':3,'source':'manual'}}}" },
  { "delete/manual-no-edit", "Appointment", "--server-deleted", NULL, "{'a':1}", "{'a':1}", "{'a':1}", "",
    "{'outcome':'deleted'}" },
  { "delete/mine-refused", "Dispatch Job", "--mine-deleted", NULL, "{'a':1}", "{'a':1}", "{'a':2}", "a",
    "{'outcome':'server','doc':{'a':2},'notices':[{'type':'no_delete'}]}" },
  { "delete/mine-refused-nothing-changed", "Conversation", "--mine-deleted", NULL, "{'a':1}", "{'a':1}", "{'a':1}", "",
    "{'outcome':'server','notices':[{'type':'no_delete'}]}" },
  { "delete/mine-refused-edit-merges", "Dispatch Job", "--mine-deleted", NULL, "{'a':1,'b':1}", "{'a':2,'b':1}",
    "{'a':1,'b':2}", "a,b", "{'outcome':'merged','doc':{'a':2,'b':2},'notices':[{'type':'no_delete'}]}" },
  { "delete/server-stands-where-forbidden", "Form Submission", "--server-deleted", NULL, "{'a':1}", "{'a':2}",
    "{'a':1}", "a", "{'outcome':'deleted','doc':{'a':2},'notices':[{'type':'overwritten','field':'a'},"
    "{'type':'no_delete'},{'type':'tombstone'}]}" },
  { "delete/undelete", "Ticket", "--server-deleted --undelete", NULL, "{'name':'T','a':1,'b':1,'c':1}",
    "{'name':'x','a':2,'b':1,'c':2}", "{'name':'T','a':1,'b':3,'c':3}", "a,b,c",
    "{'outcome':'mine','doc':{'name':'T','a':2,'b':3,'c':2},'fields':{'a':{'value':2,'source':'mine',"
    "'reason':'undelete','lost':[]},'b':{'value':3,'source':'server'},'c':{'value':2,'source':'mine',"
    "'reason':'undelete','lost':[3]}},'notices':[]}" },
  { "delete/undelete-any-strategy", "Appointment", "--server-deleted --undelete", NULL, "{'a':1}", "{'a':2}",
    "{'a':3}", "a", "{'outcome':'mine','needs_manual':false,'doc':{'a':2}}" },

  /* --rules. */
  { "rules/replace-the-entry", "Task", "", "{'conflict_strategies':{'Task':{'strategy':'client_wins'}}}",
    "{'status':1}", "{'status':2}", "{'status':3}", "status", "{'strategy':'client_wins','outcome':'mine'}" },
  { "rules/others-stay", "Ticket", "", "{'conflict_strategies':{'Task':{'strategy':'client_wins'}}}", "{}", "{}",
    "{}", "", "{'strategy':'field_level'}" },
  { "rules/child-table", "Thing", "",
    "{'conflict_strategies':{'Thing':{'strategy':'field_level','server_wins_fields':['rows']}},"
    "'child_table_merge_rules':{'Thing':[{'child_field':'rows','merge_strategy':'union','dedup_key':['k'],"
    "'sort_by':'k','same_key':'keep'}]}}",
    "{'rows':[{'k':2,'v':1}]}", "{'rows':[{'k':2,'v':2},{'k':1,'v':1}]}", "{'rows':[{'k':3,'v':1},{'k':2,'v':1}]}",
    "rows", "{'doc':{'rows':[{'k':1,'v':1},{'k':2,'v':1},{'k':3,'v':1}]},'fields':{'rows':{"
    "'reason':'child_union','lost':[{'k':2,'v':2}]}}}" },
  { "rules/allow-delete", "Dispatch Job", "--mine-deleted", "{'tombstone_rules':{'Dispatch Job':{'allow_delete':true}}}",
    "{}", "{}", "{}", "", "{'outcome':'deleted'}" },

  /* Notices. */
  { "notice/assignment-by-the-server-alone", "Dispatch Job", "", NULL, "{'assigned_to':'A','x':1}",
    "{'assigned_to':'A','x':1}", "{'assigned_to':null,'x':1}", "assigned_to",
    "{'notices':[{'type':'assignment_changed','from':'A','to':null}]}" },
  { "notice/assignment-in-question", "Appointment", "", NULL, "{'assigned_to':'A'}", "{'assigned_to':'B'}",
    "{'assigned_to':'C'}", "assigned_to", "{'outcome':'manual','notices':[{'type':'data_divergence'}]}" },
  { "notice/deleted-takes-no-time", "Appointment", "--server-deleted", NULL,
    "{'scheduled_date':'2026-11-24','scheduled_time':'10:00','duration_minutes':60}",
    "{'scheduled_date':'2026-11-24','scheduled_time':'10:30','duration_minutes':60}",
    "{'scheduled_date':'2026-11-24','scheduled_time':'10:00','duration_minutes':60}", "scheduled_time",
    "{'outcome':'manual','notices':[{'type':'data_divergence'}]}" },
  { "notice/assignment-mine", "Dispatch Job", "", NULL, "{'assigned_to':'A'}", "{'assigned_to':'B'}",
    "{'assigned_to':'A'}", "assigned_to", "{'notices':[]}" },
};

const guint dwt_n_merge_rows = G_N_ELEMENTS (dwt_merge_rows);
