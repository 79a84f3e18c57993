/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-console"

#include "config.h"

#include "dwc-wording.h"

#include "widgets/dwc-palette.h"

#include <glib/gi18n.h>

/**
 * dwc_wording_failure:
 * @failure: a typed reason
 *
 * Returns: a sentence of what happened and one of what to do next
 */
const char *
dwc_wording_failure (DwdFailure failure)
{
  switch (failure)
    {
    case DWD_FAILURE_OFFLINE:
      return _("The server cannot be reached. Check the network and the server's address; work goes on here meanwhile.");
    case DWD_FAILURE_TIMEOUT:
      return _("The server did not answer in time. It is tried again by itself.");
    case DWD_FAILURE_SIGN_IN:
      return _("The server did not accept the key and secret. Check them, or ask your administrator for new ones.");
    case DWD_FAILURE_FORBIDDEN:
      return _("You may not do this on the server. Ask your administrator for the right.");
    case DWD_FAILURE_NOT_FOUND:
      return _("The server does not know this. Someone may have removed it; sync to see what is there now.");
    case DWD_FAILURE_CONFLICT:
      return _("The record was changed on the server meanwhile. Choose which version to keep in the queue.");
    case DWD_FAILURE_INVALID:
      return _("The values were refused. Correct them and try again.");
    case DWD_FAILURE_RATE_LIMITED:
      return _("The server asks to slow down. It is tried again by itself when the pause ends.");
    case DWD_FAILURE_BUSY:
      return _("The server is busy or in maintenance. It is tried again by itself.");
    case DWD_FAILURE_BROKEN:
      return _("The server failed. It is tried again by itself; tell your administrator if it lasts.");
    case DWD_FAILURE_TOO_LARGE:
      return _("The data is larger than allowed. Make it smaller and try again.");
    case DWD_FAILURE_VERSION:
      return _("The server no longer speaks this program's version. Update the program.");
    case DWD_FAILURE_PROTOCOL:
      return _("The server's answer could not be understood. Check that the address is a Dartwing server.");
    case DWD_FAILURE_WATERMARK_EXPIRED:
      return _("This computer was away too long for a quick update. Everything is fetched again now; nothing you did is lost.");
    case DWD_FAILURE_CANCELLED:
      return _("This was cancelled.");
    case DWD_FAILURE_STORAGE_FULL:
      return _("The disk is full. Free some space; what was saved before is safe.");
    case DWD_FAILURE_STORAGE_READ_ONLY:
      return _("The profile folder cannot be written. Check its permissions, then start again.");
    case DWD_FAILURE_STORAGE_NEWER:
      return _("The data on this computer was written by a newer version. Update the program to open it.");
    case DWD_FAILURE_STORAGE_CORRUPT:
      return _("The data on this computer was damaged. It was set aside and is fetched again; unsent changes were rescued.");
    case DWD_FAILURE_STORAGE_LOCKED:
      return _("Dartwing Dispatch already runs with this profile. Use its window, or close it first.");
    case DWD_FAILURE_NONE:
      return "";
    case DWD_FAILURE_INTERNAL:
    case DWD_N_FAILURES:
      break;
    }

  return _("Something went wrong in this program. Your changes are kept; start it again and report what you did.");
}

/**
 * dwc_wording_error:
 * @error: an error of the engine
 *
 * A refusal carries the rule's or the server's own sentence, which says more than ours. All other
 * messages are meant for logs.
 *
 * Returns: (transfer full): what to show
 */
char *
dwc_wording_error (const GError *error)
{
  DwdFailure failure = dwd_failure_from_error (error);

  if (failure == DWD_FAILURE_INVALID && error->message != NULL && *error->message != '\0')
    return g_strdup (error->message);

  return g_strdup (dwc_wording_failure (failure));
}

/**
 * dwc_wording_sign_in_error:
 * @error: why signing in failed
 *
 * Nothing is tried again by itself, and there may be no data yet to go on with: what is said elsewhere
 * of a server that is away would be wrong here.
 *
 * Returns: (transfer full): what to show
 */
char *
dwc_wording_sign_in_error (const GError *error)
{
  switch ((int) dwd_failure_from_error (error))
    {
    case DWD_FAILURE_OFFLINE:
      return g_strdup (_("The server cannot be reached. Check its address and the network, then try again."));
    case DWD_FAILURE_TIMEOUT:
      return g_strdup (_("The server did not answer in time. Check its address, or try again later."));
    case DWD_FAILURE_NOT_FOUND:
    case DWD_FAILURE_PROTOCOL:
      return g_strdup (_("There is no Dartwing server at this address. Check it, then try again."));
    case DWD_FAILURE_FORBIDDEN:
      return g_strdup (_("This user may not dispatch. Ask your administrator for the right, or use another key."));
    case DWD_FAILURE_RATE_LIMITED:
    case DWD_FAILURE_BUSY:
      return g_strdup (_("The server is busy or in maintenance. Try again in a minute."));
    case DWD_FAILURE_BROKEN:
      return g_strdup (_("The server failed. Try again, and tell your administrator if it lasts."));
    default:
      return dwc_wording_error (error);
    }
}

/* A detail that people can read; the others are messages for logs. */
static gboolean
has_readable_detail (DwdFailure failure)
{
  return failure == DWD_FAILURE_STORAGE_CORRUPT || failure == DWD_FAILURE_VERSION;
}

/**
 * dwc_wording_notice:
 * @failure: a typed reason
 * @detail: (nullable): what it is about, a date for instance
 *
 * Returns: (transfer full): the sentence of a banner
 */
char *
dwc_wording_notice (DwdFailure  failure,
                    const char *detail)
{
  const char *sentence = dwc_wording_failure (failure);

  /* Who could not sign in is told where they tried; this is noticed when the keyring fails. */
  if (failure == DWD_FAILURE_SIGN_IN)
    return g_strdup (_("The keyring of this desktop did not take it. Work goes on; at the next start you sign in again."));
  if (detail == NULL || *detail == '\0' || !has_readable_detail (failure))
    return g_strdup (sentence);

  /* Translators: a sentence, then the detail it is about, in brackets. */
  return g_strdup_printf (_("%1$s (%2$s)"), sentence, detail);
}

const char *
dwc_wording_lane (DwdLane lane)
{
  switch (lane)
    {
    case DWD_LANE_CRITICAL:
      return C_("lane", "Critical");
    case DWD_LANE_BULK:
      return C_("lane", "Bulk");
    case DWD_LANE_AI:
      return C_("lane", "Assistant");
    case DWD_LANE_DEFAULT:
      break;
    }

  return C_("lane", "Default");
}

const char *
dwc_wording_lane_hint (DwdLane lane)
{
  switch (lane)
    {
    case DWD_LANE_CRITICAL:
      return _("never behind another lane");
    case DWD_LANE_BULK:
      return _("100 a minute");
    case DWD_LANE_AI:
      return _("given up after 30 s");
    case DWD_LANE_DEFAULT:
      break;
    }

  return "";
}

/**
 * dwc_wording_number:
 * @name: a record's name
 *
 * Returns: (transfer full): the number people say: the digits behind the last dash without leading
 *   zeros; a local name is "new"
 */
char *
dwc_wording_number (const char *name)
{
  const char *digits = strrchr (name, '-');

  if (g_str_has_prefix (name, "local-"))
    return g_strdup (C_("number of an unsent record", "new"));
  if (digits == NULL || digits[1] == '\0' || strspn (digits + 1, "0123456789") != strlen (digits + 1))
    return g_strdup (name);

  digits++;
  while (digits[0] == '0' && digits[1] != '\0')
    digits++;

  return g_strdup (digits);
}

/* The engine gives a status as the wire spells it. */
static const char *
translate_status (const char *text)
{
  DwdJobStatus status = dwd_job_status_from_string (text, -1);

  return status != DWD_JOB_STATUS_UNKNOWN ? dwc_palette_status_word (status) : text;
}

static char *
word_reschedule (DwcContext *context,
                 const char *number,
                 const char *detail)
{
  g_autofree char *when = dwc_wording_detail_time (context, detail);

  if (*when == '\0')
    return g_strdup_printf (_("Move %s"), number);

  /* Translators: %1$s is a job's number, %2$s a time: "Move 209 to Tue 24 Nov 14:00". */
  return g_strdup_printf (_("Move %1$s to %2$s"), number, when);
}

static char *
word_edit (const char *number,
           const char *label,
           const char *detail)
{
  if (*detail == '\0')
    /* Translators: %1$s is a record's number, %2$s its title. */
    return g_strdup_printf (_("Change %1$s, %2$s"), number, label);

  /* Translators: %1$s is a record's number, %2$s what was changed. */
  return g_strdup_printf (_("Change %1$s: %2$s"), number, detail);
}

/**
 * dwc_wording_operation:
 * @context: the context
 * @operation: an unsent change
 *
 * Returns: (transfer full): what the person did: "Assign 209 to Ruslan Kim"
 */
char *
dwc_wording_operation (DwcContext   *context,
                       DwdOperation *operation)
{
  g_autofree char *number = dwc_wording_number (dwd_operation_get_name (operation));
  const char *label = dwd_operation_get_label (operation);
  const char *detail = dwd_operation_get_detail (operation);

  switch (dwd_operation_get_verb (operation))
    {
    case DWD_VERB_ASSIGN:
      /* Translators: %1$s is a job's number, %2$s a technician. */
      return g_strdup_printf (_("Assign %1$s to %2$s"), number, detail);
    case DWD_VERB_UNASSIGN:
      return g_strdup_printf (_("Unassign %s"), number);
    case DWD_VERB_RESCHEDULE:
      return word_reschedule (context, number, detail);
    case DWD_VERB_SET_STATUS:
      /* Translators: %1$s is a job's number, %2$s a status. */
      return g_strdup_printf (_("Set %1$s to %2$s"), number, translate_status (detail));
    case DWD_VERB_CREATE:
      return g_strdup_printf (_("Create %s"), label);
    case DWD_VERB_DELETE:
      return g_strdup_printf (_("Delete %s"), label);
    case DWD_VERB_READ_NOTIFICATION:
      return g_strdup_printf (_("Mark “%s” as read"), label);
    case DWD_VERB_EDIT:
      break;
    }

  return word_edit (number, label, detail);
}

static char *
word_waiting (DwdOperation *operation,
              gint64        now_us)
{
  gint64 next_us = dwd_operation_get_next_try (operation);
  guint tries = dwd_operation_get_tries (operation);
  g_autofree char *in = NULL;
  const char *why = dwd_operation_get_failure (operation) == DWD_FAILURE_TIMEOUT
                    ? _("Timed out") : _("Not sent");

  if (tries == 0)
    return g_strdup (_("Waiting"));
  if (next_us == DWD_TIME_NONE || next_us <= now_us)
    /* Translators: %1$s is "Timed out" or "Not sent". */
    return g_strdup_printf (_("%1$s, try %2$u now"), why, tries + 1);

  in = dwc_wording_duration (next_us - now_us);

  /* Translators: %1$s is "Timed out" or "Not sent", %3$s a duration. */
  return g_strdup_printf (_("%1$s, try %2$u in %3$s"), why, tries + 1, in);
}

/**
 * dwc_wording_operation_state:
 * @operation: an unsent change
 * @now_us: now
 *
 * Returns: (transfer full): where it stands, and why: "Sending, try 1"
 */
char *
dwc_wording_operation_state (DwdOperation *operation,
                             gint64        now_us)
{
  const char *message = dwd_operation_get_message (operation);
  DwdFailure failure = dwd_operation_get_failure (operation);

  switch (dwd_operation_get_state (operation))
    {
    case DWD_OPERATION_SENDING:
      return g_strdup_printf (_("Sending, try %u"), MAX (dwd_operation_get_tries (operation), 1));
    case DWD_OPERATION_BLOCKED:
      return g_strdup (_("Waiting behind an earlier change of this record"));
    case DWD_OPERATION_CONFLICT:
      return g_strdup (_("Changed on the server too; only this record waits for you"));
    case DWD_OPERATION_FAILED:
      if (*message != '\0')
        /* Translators: %s is the server's own sentence. */
        return g_strdup_printf (_("Refused: %s"), message);
      return g_strdup (dwc_wording_failure (failure));
    case DWD_OPERATION_DONE:
      return g_strdup (_("Sent"));
    case DWD_OPERATION_WAITING:
      break;
    }

  return word_waiting (operation, now_us);
}

char *
dwc_wording_queue_title (guint n_operations)
{
  if (n_operations == 0)
    return g_strdup (_("Everything is on the server"));

  return g_strdup_printf (ngettext ("%u change not on the server yet",
                                    "%u changes not on the server yet", n_operations),
                          n_operations);
}

static char *
word_sync_state (DwcContext                *context,
                 const DwdSyncStatusFields *status)
{
  g_autofree char *since = NULL;

  switch (status->state)
    {
    case DWD_SYNC_CONNECTING:
      return g_strdup (_("Connecting…"));
    case DWD_SYNC_SYNCING:
      if (status->pull_total > 0)
        return g_strdup_printf (_("Syncing %1$u of %2$u"), status->pull_done, status->pull_total);
      return g_strdup (_("Syncing"));
    case DWD_SYNC_LIVE:
    case DWD_SYNC_POLLING:
      if (status->sent > 0 && status->queued > 0)
        return g_strdup_printf (_("Syncing %1$u of %2$u"), status->sent, status->sent + status->queued);
      return g_strdup (status->state == DWD_SYNC_LIVE ? C_("sync", "Live") : C_("sync", "Polling"));
    case DWD_SYNC_OFFLINE:
      since = dwc_wording_moment (context, status->since_us);
      return g_strdup_printf (_("Offline since %s"), since);
    case DWD_SYNC_SIGN_IN:
      return g_strdup (_("Sign-in needed"));
    case DWD_SYNC_STOPPED:
      break;
    }

  return g_strdup (_("Not signed in"));
}

/**
 * dwc_wording_sync:
 * @context: the context
 * @status: what the engine says
 *
 * Returns: (transfer full): the words of the sync pill: "Live · 2 queued · 1 failed"
 */
char *
dwc_wording_sync (DwcContext                *context,
                  const DwdSyncStatusFields *status)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  gboolean draining = status->sent > 0 && status->state != DWD_SYNC_OFFLINE;

  g_ptr_array_add (parts, word_sync_state (context, status));
  if (status->queued > 0 && !draining)
    g_ptr_array_add (parts, g_strdup_printf (ngettext ("%u queued", "%u queued", status->queued),
                                             status->queued));
  if (status->conflicts > 0)
    g_ptr_array_add (parts, g_strdup_printf (ngettext ("%u conflict", "%u conflicts", status->conflicts),
                                             status->conflicts));
  if (status->failed > 0)
    g_ptr_array_add (parts, g_strdup_printf (ngettext ("%u failed", "%u failed", status->failed),
                                             status->failed));
  g_ptr_array_add (parts, NULL);

  return g_strjoinv (" · ", (char **) parts->pdata);
}

/**
 * dwc_wording_sync_short:
 * @status: what the engine says
 *
 * Returns: (transfer full): the pill of a narrow window: the count, which its icon explains
 */
char *
dwc_wording_sync_short (const DwdSyncStatusFields *status)
{
  guint n = status->queued + status->failed + status->conflicts;

  return n > 0 ? g_strdup_printf ("%u", n) : g_strdup ("");
}

/**
 * dwc_wording_offline:
 * @context: the context
 * @status: what the engine says
 * @now_us: now
 *
 * Returns: (transfer full): the bold part of the offline banner
 */
char *
dwc_wording_offline (DwcContext                *context,
                     const DwdSyncStatusFields *status,
                     gint64                     now_us)
{
  g_autofree char *since = dwc_wording_moment (context, status->since_us);
  g_autofree char *age = dwc_wording_duration (now_us - status->since_us);

  /* Translators: %1$s is a time, %2$s a duration: "Offline since 09:58 (44 min)." */
  return g_strdup_printf (_("Offline since %1$s (%2$s)."), since, age);
}
