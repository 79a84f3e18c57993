/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-widgets"

#include "config.h"

#include "dwc-palette.h"

#include "base/dwd-types.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define RGB(hex)                       \
  {                                    \
    (((hex) >> 16) & 0xff) / 255.0f,   \
    (((hex) >> 8) & 0xff) / 255.0f,    \
    ((hex) & 0xff) / 255.0f,           \
    1.0f                               \
  }

static const DwcRoleColours ROLES[4][DWC_N_ROLES] = {
  [DWC_SCHEME_LIGHT] = {
    [DWC_ROLE_DRAFT] = { RGB (0x605e67), RGB (0x605e67), RGB (0xf1f1f2) },
    [DWC_ROLE_UNASSIGNED] = { RGB (0x55535b), RGB (0x55535b), RGB (0xffffff) },
    [DWC_ROLE_ASSIGNED] = { RGB (0x2a5a9b), RGB (0x2a5a9b), RGB (0xdfe9f7) },
    [DWC_ROLE_EN_ROUTE] = { RGB (0x00687a), RGB (0x00687a), RGB (0xd3eef3) },
    [DWC_ROLE_ARRIVED] = { RGB (0x6541b0), RGB (0x6541b0), RGB (0xe9e2f8) },
    [DWC_ROLE_IN_PROGRESS] = { RGB (0x196b3b), RGB (0x196b3b), RGB (0xd8f0e0) },
    [DWC_ROLE_COMPLETED] = { RGB (0x55645b), RGB (0x55645b), RGB (0xe9eeeb) },
    [DWC_ROLE_CANCELLED] = { RGB (0x66646c), RGB (0x66646c), RGB (0xf1f1f2) },
    [DWC_ROLE_ON_HOLD] = { RGB (0x6a5631), RGB (0x6a5631), RGB (0xf2ebdc) },
    [DWC_ROLE_HEAT_0] = { RGB (0x196b3b), RGB (0x196b3b), RGB (0xd8f0e0) },
    [DWC_ROLE_HEAT_HALF] = { RGB (0x465a6c), RGB (0x465a6c), RGB (0xe3eaf1) },
    [DWC_ROLE_HEAT_1] = { RGB (0x7a5300), RGB (0x7a5300), RGB (0xfbedbf) },
    [DWC_ROLE_HEAT_2] = { RGB (0x9e3c00), RGB (0x9e3c00), RGB (0xffe0c9) },
    [DWC_ROLE_HEAT_3] = { RGB (0xad111b), RGB (0xad111b), RGB (0xfbdadb) },
    [DWC_ROLE_CONFLICT] = { RGB (0x97186a), RGB (0x97186a), RGB (0xf9deef) },
  },
  [DWC_SCHEME_DARK] = {
    [DWC_ROLE_DRAFT] = { RGB (0xb9b7bf), RGB (0x66646c), RGB (0x2f2f31) },
    [DWC_ROLE_UNASSIGNED] = { RGB (0xcfcdd4), RGB (0x66646c), RGB (0x262628) },
    [DWC_ROLE_ASSIGNED] = { RGB (0x9cc2f4), RGB (0x33639f), RGB (0x22364f) },
    [DWC_ROLE_EN_ROUTE] = { RGB (0x7fd6e4), RGB (0x0b6e7e), RGB (0x143c44) },
    [DWC_ROLE_ARRIVED] = { RGB (0xc6b0f7), RGB (0x6d4bb8), RGB (0x372b55) },
    [DWC_ROLE_IN_PROGRESS] = { RGB (0x86dba6), RGB (0x1d7544), RGB (0x1a3d2a) },
    [DWC_ROLE_COMPLETED] = { RGB (0xb0c2b7), RGB (0x55645b), RGB (0x2b322e) },
    [DWC_ROLE_CANCELLED] = { RGB (0xb3b1b9), RGB (0x66646c), RGB (0x2c2c2e) },
    [DWC_ROLE_ON_HOLD] = { RGB (0xdcc694), RGB (0x735d34), RGB (0x3c3421) },
    [DWC_ROLE_HEAT_0] = { RGB (0x86dba6), RGB (0x1d7544), RGB (0x1a3d2a) },
    [DWC_ROLE_HEAT_HALF] = { RGB (0xb6c8d9), RGB (0x4d6376), RGB (0x2b3640) },
    [DWC_ROLE_HEAT_1] = { RGB (0xf2cf63), RGB (0x7a5600), RGB (0x433607) },
    [DWC_ROLE_HEAT_2] = { RGB (0xffb183), RGB (0xa84508), RGB (0x4d2a12) },
    [DWC_ROLE_HEAT_3] = { RGB (0xff9d97), RGB (0xb8202a), RGB (0x531f22) },
    [DWC_ROLE_CONFLICT] = { RGB (0xf79bd3), RGB (0xa02775), RGB (0x4a1d3a) },
  },
  [DWC_SCHEME_HC_LIGHT] = {
    [DWC_ROLE_DRAFT] = { RGB (0x3f3d45), RGB (0x3f3d45), RGB (0xffffff) },
    [DWC_ROLE_UNASSIGNED] = { RGB (0x2b2930), RGB (0x2b2930), RGB (0xffffff) },
    [DWC_ROLE_ASSIGNED] = { RGB (0x0f3f7f), RGB (0x0f3f7f), RGB (0xffffff) },
    [DWC_ROLE_EN_ROUTE] = { RGB (0x004a58), RGB (0x004a58), RGB (0xffffff) },
    [DWC_ROLE_ARRIVED] = { RGB (0x47248f), RGB (0x47248f), RGB (0xffffff) },
    [DWC_ROLE_IN_PROGRESS] = { RGB (0x064d24), RGB (0x064d24), RGB (0xffffff) },
    [DWC_ROLE_COMPLETED] = { RGB (0x36433b), RGB (0x36433b), RGB (0xffffff) },
    [DWC_ROLE_CANCELLED] = { RGB (0x3f3d45), RGB (0x3f3d45), RGB (0xffffff) },
    [DWC_ROLE_ON_HOLD] = { RGB (0x4a3a17), RGB (0x4a3a17), RGB (0xffffff) },
    [DWC_ROLE_HEAT_0] = { RGB (0x064d24), RGB (0x064d24), RGB (0xffffff) },
    [DWC_ROLE_HEAT_HALF] = { RGB (0x2a3b4a), RGB (0x2a3b4a), RGB (0xffffff) },
    [DWC_ROLE_HEAT_1] = { RGB (0x573a00), RGB (0x573a00), RGB (0xffffff) },
    [DWC_ROLE_HEAT_2] = { RGB (0x722a00), RGB (0x722a00), RGB (0xffffff) },
    [DWC_ROLE_HEAT_3] = { RGB (0x85070f), RGB (0x85070f), RGB (0xffffff) },
    [DWC_ROLE_CONFLICT] = { RGB (0x6d0a4a), RGB (0x6d0a4a), RGB (0xffffff) },
  },
  [DWC_SCHEME_HC_DARK] = {
    [DWC_ROLE_DRAFT] = { RGB (0xd6d4dc), RGB (0x3f3d45), RGB (0x000000) },
    [DWC_ROLE_UNASSIGNED] = { RGB (0xf0eef5), RGB (0x2b2930), RGB (0x000000) },
    [DWC_ROLE_ASSIGNED] = { RGB (0xc4dcfb), RGB (0x0f3f7f), RGB (0x000000) },
    [DWC_ROLE_EN_ROUTE] = { RGB (0xa6ecf7), RGB (0x004a58), RGB (0x000000) },
    [DWC_ROLE_ARRIVED] = { RGB (0xddcfff), RGB (0x47248f), RGB (0x000000) },
    [DWC_ROLE_IN_PROGRESS] = { RGB (0xaaf0c4), RGB (0x064d24), RGB (0x000000) },
    [DWC_ROLE_COMPLETED] = { RGB (0xcfdfd5), RGB (0x36433b), RGB (0x000000) },
    [DWC_ROLE_CANCELLED] = { RGB (0xd6d4dc), RGB (0x3f3d45), RGB (0x000000) },
    [DWC_ROLE_ON_HOLD] = { RGB (0xf2dfb0), RGB (0x4a3a17), RGB (0x000000) },
    [DWC_ROLE_HEAT_0] = { RGB (0xaaf0c4), RGB (0x064d24), RGB (0x000000) },
    [DWC_ROLE_HEAT_HALF] = { RGB (0xd4e2ef), RGB (0x2a3b4a), RGB (0x000000) },
    [DWC_ROLE_HEAT_1] = { RGB (0xffe28a), RGB (0x573a00), RGB (0x000000) },
    [DWC_ROLE_HEAT_2] = { RGB (0xffcaa8), RGB (0x722a00), RGB (0x000000) },
    [DWC_ROLE_HEAT_3] = { RGB (0xffc0bc), RGB (0x85070f), RGB (0x000000) },
    [DWC_ROLE_CONFLICT] = { RGB (0xffbfe4), RGB (0x6d0a4a), RGB (0x000000) },
  },
};

static const GdkRGBA SURFACES[4][DWC_N_SURFACES] = {
  [DWC_SCHEME_LIGHT] = {
    [DWC_SURFACE_WINDOW] = RGB (0xfafafa),
    [DWC_SURFACE_VIEW] = RGB (0xffffff),
    [DWC_SURFACE_HEADER] = RGB (0xebebeb),
    [DWC_SURFACE_SIDEBAR] = RGB (0xf2f2f3),
    [DWC_SURFACE_CARD] = RGB (0xffffff),
    [DWC_SURFACE_POPOVER] = RGB (0xffffff),
    [DWC_SURFACE_HOVER] = RGB (0xe9e9eb),
    [DWC_SURFACE_SELECTED] = RGB (0xdbe9fa),
    [DWC_SURFACE_OFF] = RGB (0xe4e4e7),
    [DWC_SURFACE_HALF_HOUR_LINE] = RGB (0xececee),
    [DWC_SURFACE_HOUR_LINE] = RGB (0xd8d7db),
    [DWC_SURFACE_OUTLINE] = RGB (0x8a888f),
    [DWC_SURFACE_TEXT] = RGB (0x1e1e20),
    [DWC_SURFACE_DIM_TEXT] = RGB (0x5b5960),
    [DWC_SURFACE_ACCENT_TEXT] = RGB (0x1861b8),
    [DWC_SURFACE_ACCENT] = RGB (0x1c71d8),
    [DWC_SURFACE_NOW] = RGB (0x1e1e20),
  },
  [DWC_SCHEME_DARK] = {
    [DWC_SURFACE_WINDOW] = RGB (0x242424),
    [DWC_SURFACE_VIEW] = RGB (0x1e1e1e),
    [DWC_SURFACE_HEADER] = RGB (0x303030),
    [DWC_SURFACE_SIDEBAR] = RGB (0x2a2a2a),
    [DWC_SURFACE_CARD] = RGB (0x2f2f2f),
    [DWC_SURFACE_POPOVER] = RGB (0x383838),
    [DWC_SURFACE_HOVER] = RGB (0x3a3a3c),
    [DWC_SURFACE_SELECTED] = RGB (0x24405f),
    [DWC_SURFACE_OFF] = RGB (0x343436),
    [DWC_SURFACE_HALF_HOUR_LINE] = RGB (0x303032),
    [DWC_SURFACE_HOUR_LINE] = RGB (0x434346),
    [DWC_SURFACE_OUTLINE] = RGB (0x8f8d95),
    [DWC_SURFACE_TEXT] = RGB (0xf4f4f5),
    [DWC_SURFACE_DIM_TEXT] = RGB (0xb9b7bf),
    [DWC_SURFACE_ACCENT_TEXT] = RGB (0x8ab8f2),
    [DWC_SURFACE_ACCENT] = RGB (0x1c68c6),
    [DWC_SURFACE_NOW] = RGB (0xffffff),
  },
  [DWC_SCHEME_HC_LIGHT] = {
    [DWC_SURFACE_WINDOW] = RGB (0xffffff),
    [DWC_SURFACE_VIEW] = RGB (0xffffff),
    [DWC_SURFACE_HEADER] = RGB (0xf0f0f0),
    [DWC_SURFACE_SIDEBAR] = RGB (0xffffff),
    [DWC_SURFACE_CARD] = RGB (0xffffff),
    [DWC_SURFACE_POPOVER] = RGB (0xffffff),
    [DWC_SURFACE_HOVER] = RGB (0xdedee0),
    [DWC_SURFACE_SELECTED] = RGB (0xcfe3fb),
    [DWC_SURFACE_OFF] = RGB (0xd2d2d6),
    [DWC_SURFACE_HALF_HOUR_LINE] = RGB (0xc4c4c8),
    [DWC_SURFACE_HOUR_LINE] = RGB (0x6e6e74),
    [DWC_SURFACE_OUTLINE] = RGB (0x3a3a3e),
    [DWC_SURFACE_TEXT] = RGB (0x000000),
    [DWC_SURFACE_DIM_TEXT] = RGB (0x333336),
    [DWC_SURFACE_ACCENT_TEXT] = RGB (0x083d80),
    [DWC_SURFACE_ACCENT] = RGB (0x083d80),
    [DWC_SURFACE_NOW] = RGB (0x000000),
  },
  [DWC_SCHEME_HC_DARK] = {
    [DWC_SURFACE_WINDOW] = RGB (0x000000),
    [DWC_SURFACE_VIEW] = RGB (0x000000),
    [DWC_SURFACE_HEADER] = RGB (0x161616),
    [DWC_SURFACE_SIDEBAR] = RGB (0x000000),
    [DWC_SURFACE_CARD] = RGB (0x0c0c0c),
    [DWC_SURFACE_POPOVER] = RGB (0x141414),
    [DWC_SURFACE_HOVER] = RGB (0x2c2c2e),
    [DWC_SURFACE_SELECTED] = RGB (0x0f3a6b),
    [DWC_SURFACE_OFF] = RGB (0x2c2c2e),
    [DWC_SURFACE_HALF_HOUR_LINE] = RGB (0x3c3c40),
    [DWC_SURFACE_HOUR_LINE] = RGB (0x9a9aa0),
    [DWC_SURFACE_OUTLINE] = RGB (0xd0d0d4),
    [DWC_SURFACE_TEXT] = RGB (0xffffff),
    [DWC_SURFACE_DIM_TEXT] = RGB (0xdcdce0),
    [DWC_SURFACE_ACCENT_TEXT] = RGB (0xa9cdfa),
    [DWC_SURFACE_ACCENT] = RGB (0x14509b),
    [DWC_SURFACE_NOW] = RGB (0xffffff),
  },
};

/**
 * dwc_palette_get_scheme:
 *
 * Which of the four sets of colours the desktop and the person's preference ask for now.
 *
 * Returns: the scheme; changes are announced by #AdwStyleManager's "dark" and "high-contrast"
 */
DwcScheme
dwc_palette_get_scheme (void)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();
  gboolean dark = adw_style_manager_get_dark (manager);

  if (adw_style_manager_get_high_contrast (manager))
    return dark ? DWC_SCHEME_HC_DARK : DWC_SCHEME_HC_LIGHT;

  return dark ? DWC_SCHEME_DARK : DWC_SCHEME_LIGHT;
}

/**
 * dwc_palette_get_role:
 * @scheme: a scheme
 * @role: a meaning
 *
 * Returns: (transfer none): static colours; white is readable on the fill
 */
const DwcRoleColours *
dwc_palette_get_role (DwcScheme scheme,
                      DwcRole   role)
{
  g_return_val_if_fail (role < DWC_N_ROLES, NULL);

  return &ROLES[scheme][role];
}

/**
 * dwc_palette_get_surface:
 * @scheme: a scheme
 * @surface: a surface, line or text
 *
 * Returns: (transfer none): a static colour
 */
const GdkRGBA *
dwc_palette_get_surface (DwcScheme  scheme,
                         DwcSurface surface)
{
  g_return_val_if_fail (surface < DWC_N_SURFACES, NULL);

  return &SURFACES[scheme][surface];
}

/**
 * dwc_palette_role_of_status:
 * @status: a job's status
 *
 * Returns: the meaning whose colours a job in @status has; an unknown one looks like a draft
 */
DwcRole
dwc_palette_role_of_status (DwdJobStatus status)
{
  switch (status)
    {
    case DWD_JOB_STATUS_UNASSIGNED:
      return DWC_ROLE_UNASSIGNED;
    case DWD_JOB_STATUS_ASSIGNED:
      return DWC_ROLE_ASSIGNED;
    case DWD_JOB_STATUS_EN_ROUTE:
      return DWC_ROLE_EN_ROUTE;
    case DWD_JOB_STATUS_ARRIVED:
      return DWC_ROLE_ARRIVED;
    case DWD_JOB_STATUS_IN_PROGRESS:
      return DWC_ROLE_IN_PROGRESS;
    case DWD_JOB_STATUS_COMPLETED:
      return DWC_ROLE_COMPLETED;
    case DWD_JOB_STATUS_CANCELLED:
      return DWC_ROLE_CANCELLED;
    case DWD_JOB_STATUS_DRAFT:
    case DWD_JOB_STATUS_UNKNOWN:
      break;
    }

  return DWC_ROLE_DRAFT;
}

/**
 * dwc_palette_role_of_lateness:
 * @lateness_us: how late, in µs
 *
 * Returns: heat 0 up to a minute, 1 below 30 minutes, 2 below an hour, 3 from there
 */
DwcRole
dwc_palette_role_of_lateness (gint64 lateness_us)
{
  if (lateness_us < DWD_USEC_PER_MINUTE)
    return DWC_ROLE_HEAT_0;
  if (lateness_us < 30 * DWD_USEC_PER_MINUTE)
    return DWC_ROLE_HEAT_1;
  if (lateness_us < DWD_USEC_PER_HOUR)
    return DWC_ROLE_HEAT_2;

  return DWC_ROLE_HEAT_3;
}

const char *
dwc_palette_status_icon (DwdJobStatus status)
{
  switch (status)
    {
    case DWD_JOB_STATUS_UNASSIGNED:
      return "contact-new-symbolic";
    case DWD_JOB_STATUS_ASSIGNED:
      return "avatar-default-symbolic";
    case DWD_JOB_STATUS_EN_ROUTE:
      return "emoji-travel-symbolic";
    case DWD_JOB_STATUS_ARRIVED:
      return "mark-location-symbolic";
    case DWD_JOB_STATUS_IN_PROGRESS:
      return "applications-engineering-symbolic";
    case DWD_JOB_STATUS_COMPLETED:
      return "emblem-default-symbolic";
    case DWD_JOB_STATUS_CANCELLED:
      return "action-unavailable-symbolic";
    case DWD_JOB_STATUS_DRAFT:
    case DWD_JOB_STATUS_UNKNOWN:
      break;
    }

  return "document-edit-symbolic";
}

const char *
dwc_palette_lateness_icon (gint64 lateness_us)
{
  if (lateness_us < DWD_USEC_PER_MINUTE)
    return "object-select-symbolic";
  if (lateness_us < 30 * DWD_USEC_PER_MINUTE)
    return "document-open-recent-symbolic";
  if (lateness_us < DWD_USEC_PER_HOUR)
    return "alarm-symbolic";

  return "dialog-warning-symbolic";
}

/**
 * dwc_palette_priority_icon:
 * @priority: a priority
 *
 * Returns: (nullable): the icon's name; a normal priority has none
 */
const char *
dwc_palette_priority_icon (DwdPriority priority)
{
  switch (priority)
    {
    case DWD_PRIORITY_URGENT:
      return "emblem-important-symbolic";
    case DWD_PRIORITY_HIGH:
      return "go-up-symbolic";
    case DWD_PRIORITY_LOW:
      return "go-down-symbolic";
    case DWD_PRIORITY_NORMAL:
    case DWD_PRIORITY_UNKNOWN:
      break;
    }

  return NULL;
}

/**
 * dwc_palette_skill_icon:
 * @skill: a skill's name, in any case
 *
 * Returns: (nullable): the icon's name; a skill that is not known has none
 */
const char *
dwc_palette_skill_icon (const char *skill)
{
  static const struct
  {
    const char *skill;
    const char *icon;
  } icons[] = {
    { "HVAC", "weather-snow-symbolic" },
    { "Refrigeration", "weather-snow-symbolic" },
    { "Plumbing", "weather-showers-symbolic" },
    { "Electrical", "thunderbolt-symbolic" },
    { "Gas", "weather-windy-symbolic" },
    { "Controls", "power-profile-performance-symbolic" },
    { "Boilers", "weather-few-clouds-symbolic" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (icons); i++)
    {
      if (g_ascii_strcasecmp (icons[i].skill, skill) == 0)
        return icons[i].icon;
    }

  return NULL;
}

const char *
dwc_palette_status_word (DwdJobStatus status)
{
  switch (status)
    {
    case DWD_JOB_STATUS_DRAFT:
      return C_("job status", "Draft");
    case DWD_JOB_STATUS_UNASSIGNED:
      return C_("job status", "Unassigned");
    case DWD_JOB_STATUS_ASSIGNED:
      return C_("job status", "Assigned");
    case DWD_JOB_STATUS_EN_ROUTE:
      return C_("job status", "En Route");
    case DWD_JOB_STATUS_ARRIVED:
      return C_("job status", "Arrived");
    case DWD_JOB_STATUS_IN_PROGRESS:
      return C_("job status", "In Progress");
    case DWD_JOB_STATUS_COMPLETED:
      return C_("job status", "Completed");
    case DWD_JOB_STATUS_CANCELLED:
      return C_("job status", "Cancelled");
    case DWD_JOB_STATUS_UNKNOWN:
      break;
    }

  return C_("job status", "Unknown");
}

const char *
dwc_palette_priority_word (DwdPriority priority)
{
  switch (priority)
    {
    case DWD_PRIORITY_URGENT:
      return C_("priority", "Urgent");
    case DWD_PRIORITY_HIGH:
      return C_("priority", "High");
    case DWD_PRIORITY_NORMAL:
      return C_("priority", "Normal");
    case DWD_PRIORITY_LOW:
      return C_("priority", "Low");
    case DWD_PRIORITY_UNKNOWN:
      break;
    }

  return C_("priority", "Unknown");
}
