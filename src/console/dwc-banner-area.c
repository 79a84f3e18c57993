/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-console"

#include "config.h"

#include "dwc-banner-area.h"

#include "dwc-wording.h"

#include "widgets/dwc-banner.h"

#include <glib/gi18n.h>

struct _DwcBannerArea
{
  GtkWidget parent_instance;

  GtkWidget *box;
  DwcBanner *offline;
  DwcBanner *sign_in;
  DwcBanner *refused;
  DwcBanner *read_only;
  DwcBanner *notice;

  DwcContext *context;      /* (owned) (nullable) */
  DwdSyncStatus *status;    /* (owned) (nullable) */
  gulong second_id;
  guint refused_seen;            /* how many were refused when the person closed the banner */
};

G_DEFINE_FINAL_TYPE (DwcBannerArea, dwc_banner_area, GTK_TYPE_WIDGET)

static void
update_offline (DwcBannerArea             *self,
                const DwdSyncStatusFields *status,
                gint64                     now_us)
{
  g_autofree char *title = dwc_wording_offline (self->context, status, now_us);
  g_autofree char *text = NULL;
  g_autofree char *note = NULL;

  if (status->queued > 0)
    text = g_strdup_printf (ngettext ("Go on working: %u change waits here. Positions and new jobs do not arrive.",
                                      "Go on working: %u changes wait here, in order. Positions and new jobs do not arrive.",
                                      status->queued), status->queued);
  else
    text = g_strdup (_("Go on working: what you do is kept here. Positions and new jobs do not arrive."));

  if (status->next_try_us != DWD_TIME_NONE && status->next_try_us > now_us)
    {
      g_autofree char *in = dwc_wording_duration (status->next_try_us - now_us);

      note = g_strdup_printf (_("next try in %s"), in);
    }

  dwc_banner_set_title (self->offline, title);
  dwc_banner_set_text (self->offline, text);
  dwc_banner_set_note (self->offline, note != NULL ? note : "");
}

static void
update_sign_in (DwcBannerArea *self)
{
  DwdEngine *engine = dwc_context_get_engine (self->context);

  if (engine != NULL && !dwd_engine_has_secret (engine))
    dwc_banner_set_text (self->sign_in, _("The secret of this account is not on this computer. Go on working: what you do is kept here."));
  else
    dwc_banner_set_text (self->sign_in, _("The server no longer accepts this key. Go on working: what you do is kept here."));
}

static void
update_refused (DwcBannerArea             *self,
                const DwdSyncStatusFields *status)
{
  guint n = status->refused;
  g_autofree char *title = g_strdup_printf (ngettext ("%u record from the server was not understood.",
                                                      "%u records from the server were not understood.", n), n);

  dwc_banner_set_title (self->refused, title);
  dwc_banner_set_text (self->refused, _("They are left out here; all others are up to date. Tell your administrator."));
  dwc_banner_set_revealed (self->refused, n > self->refused_seen);
}

/* The countdown ticks only while it is shown, so that an online console sleeps. */
static void
tick_while_offline (DwcBannerArea *self,
                    gboolean       offline);

static void
update (DwcBannerArea *self)
{
  const DwdSyncStatusFields *status = dwd_sync_status_peek (self->status);
  gint64 now_us = dwd_clock_get_now (dwc_context_get_clock (self->context));
  gboolean offline = status->state == DWD_SYNC_OFFLINE;

  if (offline)
    update_offline (self, status, now_us);
  tick_while_offline (self, offline);
  dwc_banner_set_revealed (self->offline, offline);
  update_sign_in (self);
  dwc_banner_set_revealed (self->sign_in, status->state == DWD_SYNC_SIGN_IN);
  update_refused (self, status);
}

static void
tick_while_offline (DwcBannerArea *self,
                    gboolean       offline)
{
  DwdClock *clock = dwc_context_get_clock (self->context);

  if (offline && self->second_id == 0)
    self->second_id = g_signal_connect_swapped (clock, "second", G_CALLBACK (update), self);
  else if (!offline)
    g_clear_signal_handler (&self->second_id, clock);
}

static void
refused_dismissed_cb (DwcBannerArea *self)
{
  self->refused_seen = dwd_sync_status_peek (self->status)->refused;
}

static void
dwc_banner_area_dispose (GObject *object)
{
  DwcBannerArea *self = DWC_BANNER_AREA (object);

  if (self->context != NULL)
    g_clear_signal_handler (&self->second_id, dwc_context_get_clock (self->context));
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->status);
  g_clear_object (&self->context);

  G_OBJECT_CLASS (dwc_banner_area_parent_class)->dispose (object);
}

static void
dwc_banner_area_class_init (DwcBannerAreaClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = dwc_banner_area_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static DwcBanner *
add_banner (DwcBannerArea *self,
            DwcRole        role,
            const char    *icon_name)
{
  GtkWidget *banner = dwc_banner_new (role, icon_name);

  gtk_box_append (GTK_BOX (self->box), banner);

  return DWC_BANNER (banner);
}

static void
dwc_banner_area_init (DwcBannerArea *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));

  self->offline = add_banner (self, DWC_ROLE_HEAT_1, "network-offline-symbolic");
  dwc_banner_add_button (self->offline, _("Show Queue"), "win.show-queue");
  dwc_banner_add_button (self->offline, _("Try Now"), "app.sync-now");

  self->sign_in = add_banner (self, DWC_ROLE_HEAT_1, "dialog-password-symbolic");
  dwc_banner_set_title (self->sign_in, _("Sign-in needed."));
  dwc_banner_add_button (self->sign_in, _("Sign In…"), "app.sign-in");

  self->refused = add_banner (self, DWC_ROLE_HEAT_HALF, "dialog-warning-symbolic");
  dwc_banner_set_closeable (self->refused);
  g_signal_connect_swapped (self->refused, "dismissed", G_CALLBACK (refused_dismissed_cb), self);

  self->read_only = add_banner (self, DWC_ROLE_HEAT_HALF, "changes-prevent-symbolic");
  dwc_banner_set_title (self->read_only, _("Read only."));
  dwc_banner_set_text (self->read_only, _("Your role may see this organisation's work but not change it."));

  self->notice = add_banner (self, DWC_ROLE_HEAT_HALF, "dialog-information-symbolic");
  dwc_banner_set_closeable (self->notice);
}

GtkWidget *
dwc_banner_area_new (void)
{
  return g_object_new (DWC_TYPE_BANNER_AREA, NULL);
}

/**
 * dwc_banner_area_set:
 * @self: an area without these
 * @context: the context
 * @status: the state of the sync
 */
void
dwc_banner_area_set (DwcBannerArea *self,
                     DwcContext    *context,
                     DwdSyncStatus *status)
{
  g_return_if_fail (DWC_IS_BANNER_AREA (self));
  g_return_if_fail (self->context == NULL);

  g_set_object (&self->context, context);
  g_set_object (&self->status, status);
  g_signal_connect_object (status, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

static const char *
get_notice_title (DwdFailure failure)
{
  switch ((int) failure)
    {
    case DWD_FAILURE_STORAGE_CORRUPT:
      return _("The local data was rebuilt.");
    case DWD_FAILURE_WATERMARK_EXPIRED:
      return _("Everything is fetched again.");
    case DWD_FAILURE_VERSION:
      return _("The server's version.");
    case DWD_FAILURE_SIGN_IN:
      return _("The secret is not kept.");
    case DWD_FAILURE_STORAGE_FULL:
      return _("The disk is full.");
    default:
      return _("Please note.");
    }
}

/**
 * dwc_banner_area_notice:
 * @self: the area
 * @failure: what happened
 * @detail: (nullable): what it is about
 *
 * Shows something that a person must know once, until they close it.
 */
void
dwc_banner_area_notice (DwcBannerArea *self,
                        DwdFailure     failure,
                        const char    *detail)
{
  g_autofree char *text = dwc_wording_notice (failure, detail);

  g_return_if_fail (DWC_IS_BANNER_AREA (self));

  dwc_banner_set_title (self->notice, get_notice_title (failure));
  dwc_banner_set_text (self->notice, text);
  dwc_banner_set_revealed (self->notice, TRUE);
}

void
dwc_banner_area_set_write (DwcBannerArea *self,
                           gboolean       can_write)
{
  g_return_if_fail (DWC_IS_BANNER_AREA (self));

  dwc_banner_set_revealed (self->read_only, !can_write);
}

const char *
dwc_banner_area_peek (DwcBannerArea *self,
                      const char    *kind)
{
  const struct
  {
    const char *kind;
    DwcBanner *banner;
  } kinds[] = {
    { "offline", self->offline },
    { "sign-in", self->sign_in },
    { "refused", self->refused },
    { "read-only", self->read_only },
    { "notice", self->notice },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      if (g_str_equal (kinds[i].kind, kind))
        return dwc_banner_get_revealed (kinds[i].banner) ? dwc_banner_get_title (kinds[i].banner) : NULL;
    }

  return NULL;
}
